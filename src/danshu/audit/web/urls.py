"""Addresses of the logs."""

from django.urls import path

from danshu.audit.web import views
from danshu.audit.web.lists import ERRORS, LOGINS, OPERATIONS
from danshu.ui.lists import list_view

app_name = "audit"
urlpatterns = [
    path("logs/operations/", list_view(OPERATIONS), name="entries"),
    path("logs/operations/<int:pk>/", views.entry, name="entry"),
    path("logs/sign-ins/", list_view(LOGINS), name="sign_ins"),
    path("logs/errors/", list_view(ERRORS), name="errors"),
    path("logs/errors/<slug:number>/", views.error, name="error"),
]
