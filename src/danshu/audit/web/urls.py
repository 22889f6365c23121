"""Addresses of the logs."""

from django.urls import path

from danshu.audit.web import cleanup, views
from danshu.audit.web.lists import ERRORS, LOGINS, OPERATIONS
from danshu.ui.lists import list_view

app_name = "audit"
urlpatterns = [
    path("logs/operations/", list_view(OPERATIONS), name="entries"),
    path("logs/operations/<int:pk>/", views.entry, name="entry"),
    path("logs/sign-ins/", list_view(LOGINS), name="sign_ins"),
    path("logs/errors/", list_view(ERRORS), name="errors"),
    path("logs/archives/", list_view(cleanup.ARCHIVES), name="archives"),
    path("logs/archives/<int:pk>/file/", cleanup.archive_file, name="archive_file"),
    path("logs/clean-up/", cleanup.clean_up, name="clean_up"),
    path("logs/clean-up/<slug:log>/<slug:day>/", cleanup.clean_up_confirm, name="clean_up_confirm"),
    path("logs/errors/<slug:number>/", views.error, name="error"),
]
