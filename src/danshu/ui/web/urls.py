"""Addresses of the shell."""

from django.urls import path

from danshu.ui.web import views

app_name = "ui"
urlpatterns = [
    path("ui/preference/", views.preference, name="preference"),
    path("ui/search/", views.search, name="search"),
    path("ui/menu/", views.menu, name="menu"),
    path("ui/keys/", views.keys, name="keys"),
    path("ui/counts/", views.counts, name="counts"),
]
