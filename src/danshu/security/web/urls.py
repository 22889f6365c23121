"""Addresses of the security log."""

from django.urls import path

from danshu.security.web.lists import ATTEMPTS
from danshu.ui.lists import list_view

app_name = "security"
urlpatterns = [
    path("logs/security/", list_view(ATTEMPTS), name="attempts"),
]
