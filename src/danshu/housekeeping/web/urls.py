"""Addresses of the cleanup."""

from django.urls import path

from danshu.housekeeping.web import views
from danshu.housekeeping.web.lists import RUNS
from danshu.ui.lists import list_view

app_name = "housekeeping"
urlpatterns = [
    path("settings/cleanup/", views.index, name="index"),
    path("settings/cleanup/confirm/", views.confirm_clean_up, name="confirm"),
    path("settings/cleanup/runs/", list_view(RUNS), name="runs"),
    path("settings/cleanup/rules/<str:code>/", views.rule, name="rule"),
]
