"""Addresses of the number ranges."""

from django.urls import path

from danshu.numbering.web import views

app_name = "numbering"
urlpatterns = [
    path("settings/numbers/", views.series_list, name="list"),
    path("settings/numbers/<str:code>/", views.pattern, name="pattern"),
]
