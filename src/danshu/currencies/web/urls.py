"""Addresses of currencies."""

from django.urls import path

from danshu.currencies.web import views

app_name = "currencies"
urlpatterns = [
    path("currencies/", views.currency_list, name="currency_list"),
    path("currencies/new/", views.currency_new, name="currency_new"),
    path("currencies/<int:pk>/", views.currency_detail, name="currency"),
    path("currencies/<int:pk>/edit/", views.currency_edit, name="currency_edit"),
    path("currencies/<int:pk>/invalidate/", views.currency_invalidate, name="currency_invalidate"),
    path("currencies/<int:pk>/delete/", views.currency_delete, name="currency_delete"),
    path("currencies/<int:pk>/rates/new/", views.rate_new, name="rate_new"),
    path("exchange-rates/", views.rate_list, name="rate_list"),
    path("exchange-rates/<int:pk>/withdraw/", views.rate_withdraw, name="rate_withdraw"),
]
