"""Addresses of the background work."""

from django.urls import path

from danshu.outbox.web.lists import DELIVERIES, JOBS
from danshu.ui.lists import list_view

app_name = "outbox"
urlpatterns = [
    path("logs/jobs/", list_view(JOBS), name="jobs"),
    path("logs/deliveries/", list_view(DELIVERIES), name="deliveries"),
]
