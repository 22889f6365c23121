"""Addresses of money documents."""

from django.urls import path

from danshu.billing.web import receipts, refunds
from danshu.billing.web.lists import receipt_list, refund_list

app_name = "billing"
urlpatterns = [
    path("receipts/", receipt_list, name="receipt_list"),
    path("receipts/new/", receipts.receipt_new, name="receipt_new"),
    path("receipts/<str:number>/", receipts.receipt_detail, name="receipt"),
    path("receipts/<str:number>/match/", receipts.receipt_match, name="receipt_match"),
    path("orders/<str:number>/payment/", receipts.order_payment, name="order_payment"),
    path("refunds/", refund_list, name="refund_list"),
    path("refunds/<str:number>/", refunds.refund_detail, name="refund"),
    path("refunds/<str:number>/decision/", refunds.refund_decide, name="refund_decide"),
    path("refunds/<str:number>/execution/", refunds.refund_execute, name="refund_execute"),
    path("orders/<str:number>/refund/", refunds.refund_new, name="refund_new"),
]
