"""Addresses of orders."""

from django.urls import path

from danshu.sales.web import actions, entry, review, views
from danshu.sales.web.lists import order_list

app_name = "sales"
urlpatterns = [
    path("orders/", order_list, name="order_list"),
    path("orders/new/", entry.order_new, name="order_new"),
    path("orders/preview/", entry.preview, name="order_preview"),
    path("orders/customer-facts/", entry.customer_facts, name="customer_facts"),
    path("orders/review/", review.review_queue, name="review"),
    path("orders/review/<str:number>/", review.review_order, name="review_order"),
    path("orders/<str:number>/", views.order_detail, name="order"),
    path("orders/<str:number>/edit/", entry.order_edit, name="order_edit"),
    path("orders/<str:number>/submit/", actions.submit, name="order_submit"),
    path("orders/<str:number>/cancel/impact/", actions.cancel, name="order_cancel"),
    path("orders/<str:number>/start/", actions.start, name="order_start"),
    path("orders/<str:number>/complete/", actions.complete, name="order_complete"),
    path("orders/<str:number>/note/", actions.note, name="order_note"),
    path("orders/<str:number>/exceptions/", actions.exception, name="order_exception"),
    path("orders/<str:number>/exceptions/<int:pk>/solve/", actions.solve, name="exception_solve"),
    path("orders/<str:number>/override/<str:code>/", actions.override, name="order_override"),
    path("orders/<str:number>/supervision/", actions.supervision, name="order_supervision"),
]
