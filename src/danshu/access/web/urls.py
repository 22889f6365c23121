"""Addresses of rights and of the first start."""

from django.urls import path

from danshu.access.web import first_start

app_name = "access"
urlpatterns = [
    path("first-start/", first_start.first_start_page, name="first_start"),
]
