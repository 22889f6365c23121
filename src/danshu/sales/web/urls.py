"""Addresses of orders."""

from django.urls import path

from danshu.sales.web import (
    actions,
    assigning,
    assignment_rules,
    deleting,
    desk,
    entry,
    exception_forms,
    informing,
    labelling,
    printing,
    review,
    roles,
    usual,
    views,
)
from danshu.sales.web.exceptions import exception_list
from danshu.sales.web.lists import order_list

app_name = "sales"
urlpatterns = [
    path("orders/", order_list, name="order_list"),
    path("orders/new/", entry.order_new, name="order_new"),
    path("orders/preview/", entry.preview, name="order_preview"),
    path("orders/customer-facts/", entry.customer_facts, name="customer_facts"),
    path("orders/price-history/", usual.price_history, name="price_history"),
    path("orders/exceptions/", exception_list, name="exceptions"),
    path("orders/delete/", deleting.delete, name="order_delete"),
    path("orders/delete/export/", deleting.export, name="order_export"),
    path("orders/assign/", assigning.assign, name="order_assign"),
    path("orders/assignment-rules/", assignment_rules.rule_list, name="assignment_rules"),
    path("orders/assignment-rules/new/", assignment_rules.rule_new, name="assignment_rule_new"),
    path("orders/assignment-rules/<int:pk>/", assignment_rules.rule_edit, name="assignment_rule"),
    path("orders/assignment-rules/<int:pk>/delete/", assignment_rules.rule_delete, name="assignment_rule_delete"),
    path("orders/review/", review.review_queue, name="review"),
    path("orders/desk/", desk.cockpit, name="desk"),
    path("orders/review/<str:number>/claim/", desk.claim, name="review_claim"),
    path("orders/review/<str:number>/release/", desk.release, name="review_release"),
    path("orders/review/<str:number>/", review.review_order, name="review_order"),
    path("orders/<str:number>/", views.order_detail, name="order"),
    path("orders/<str:number>/edit/", entry.order_edit, name="order_edit"),
    path("orders/<str:number>/submit/", actions.submit, name="order_submit"),
    path("orders/<str:number>/print/", printing.order_print, name="order_print"),
    path("orders/<str:number>/prints/<str:code>/", printing.order_copy, name="order_copy"),
    path("orders/<str:number>/cancel/impact/", actions.cancel, name="order_cancel"),
    path("orders/<str:number>/label/", labelling.label, name="order_label"),
    path("orders/<str:number>/start/", actions.start, name="order_start"),
    path("orders/<str:number>/complete/", actions.complete, name="order_complete"),
    path("orders/<str:number>/note/", actions.note, name="order_note"),
    path("orders/<str:number>/messages/<int:note>/again/", informing.resend, name="order_resend"),
    path("orders/<str:number>/messages/new/", informing.inform, name="order_inform"),
    path("orders/<str:number>/customers/<str:role>/email/", roles.role_email, name="role_email"),
    path("orders/<str:number>/exceptions/", exception_forms.exception, name="order_exception"),
    path("orders/<str:number>/exceptions/<int:pk>/solve/", exception_forms.solve, name="exception_solve"),
    path("orders/<str:number>/override/<str:code>/", actions.override, name="order_override"),
    path("orders/<str:number>/ask/<str:code>/", actions.ask, name="order_ask"),
    path("orders/<str:number>/special/", deleting.special_ask, name="order_special"),
    path("orders/<str:number>/special/decide/", deleting.special_decide, name="order_special_decide"),
    path("orders/<str:number>/supervision/", actions.supervision, name="order_supervision"),
]
