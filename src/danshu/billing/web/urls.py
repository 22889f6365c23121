"""Addresses of money documents."""

from django.urls import path

from danshu.billing.web import finder, matching, matching_lines, methods, payments, problems, receipts, refunds, waiting
from danshu.billing.web.lists import method_list, problem_list, receipt_list, refund_list

app_name = "billing"
urlpatterns = [
    path("receipts/", receipt_list, name="receipt_list"),
    path("receipts/to-match/", waiting.receipts_to_match, name="receipts_to_match"),
    path("receipts/new/", receipts.receipt_new, name="receipt_new"),
    path("receipts/<str:number>/", receipts.receipt_detail, name="receipt"),
    path("receipts/<str:number>/match/", matching.receipt_match, name="receipt_match"),
    path("receipts/payable-orders/<str:currency>/", finder.payable_options, name="payable_orders"),
    path(
        "receipts/<str:number>/match/<str:order_number>/",
        matching_lines.receipt_match_lines,
        name="receipt_match_lines",
    ),
    path("receipts/<str:number>/return/", receipts.receipt_return, name="receipt_return"),
    path("receipts/<str:number>/void/", receipts.receipt_void, name="receipt_void"),
    path("orders/<str:number>/payment/", payments.order_payment, name="order_payment"),
    path("orders/<str:number>/balance/", payments.order_balance, name="order_balance"),
    path("refunds/", refund_list, name="refund_list"),
    path("refunds/to-decide/", waiting.refunds_to_decide, name="refunds_to_decide"),
    path("refunds/to-pay/", waiting.refunds_to_pay, name="refunds_to_pay"),
    path("refunds/<str:number>/", refunds.refund_detail, name="refund"),
    path("refunds/<str:number>/decision/", refunds.refund_decide, name="refund_decide"),
    path("refunds/<str:number>/execution/", refunds.refund_execute, name="refund_execute"),
    path("orders/<str:number>/refund/", refunds.refund_new, name="refund_new"),
    path("payment-problems/", problem_list, name="problem_list"),
    path("payment-problems/<int:pk>/", problems.problem_detail, name="problem"),
    path("payment-problems/<int:pk>/decision/", problems.problem_settle, name="problem_settle"),
    path("payment-methods/", method_list, name="method_list"),
    path("payment-methods/new/", methods.method_new, name="method_new"),
    path("payment-methods/<slug:code>/edit/", methods.method_edit, name="method_edit"),
]
