"""Addresses of change orders."""

from django.urls import path

from danshu.amendments.web import changing, printing, views
from danshu.amendments.web.lists import amendment_list

app_name = "amendments"
urlpatterns = [
    path("order-changes/", amendment_list, name="amendment_list"),
    path("order-changes/<str:number>/", views.amendment_detail, name="amendment"),
    path("order-changes/<str:number>/print/", printing.amendment_print, name="print"),
    path("order-changes/<str:number>/prints/<str:code>/", printing.amendment_copy, name="copy"),
    path("order-changes/<str:number>/accept/", views.accept, name="accept"),
    path("order-changes/<str:number>/reject/", views.reject, name="reject"),
    path("order-changes/<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("orders/<str:number>/changes/new/", changing.change_new, name="change_new"),
    path("orders/<str:number>/changes/preview/", changing.preview, name="preview"),
]
