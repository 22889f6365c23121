"""Addresses of reports."""

from django.urls import path

from danshu.reporting.web import statistics, views

app_name = "reporting"
urlpatterns = [
    path("reports/sales/", views.sales, name="sales"),
    path("reports/orders/", statistics.orders, name="orders"),
]
