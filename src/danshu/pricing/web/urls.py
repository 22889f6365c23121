"""Addresses of prices."""

from django.urls import path

from danshu.pricing.web import views

app_name = "pricing"
urlpatterns = [
    path("prices/", views.prices, name="prices"),
    path("prices/history/", views.history, name="history"),
    path("prices/<int:pk>/end/", views.price_end, name="end"),
    path("products/<int:item_id>/prices/", views.item_prices, name="item"),
    path("products/<int:item_id>/prices/new/", views.price_set, name="set"),
    path("products/<int:item_id>/prices/list/", views.list_price, name="list_price"),
]
