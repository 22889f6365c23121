"""Addresses of the parts that the address forms fetch."""

from django.urls import path
from django.views.decorators.http import require_POST

from danshu.regions.web import views

app_name = "regions"
urlpatterns = [
    path("regions/columns/", views.columns, name="columns"),
    path("regions/options/", views.region_options, name="options"),
    path("regions/parse/", require_POST(views.parse_text), name="parse"),
]
