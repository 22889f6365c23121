"""Addresses of the pages of reminders."""

from __future__ import annotations

from django.urls import path

from danshu.reminders.web import views
from danshu.reminders.web.lists import REMINDERS
from danshu.ui.lists import list_view

app_name = "reminders"

urlpatterns = [
    path("reminders/", list_view(REMINDERS), name="list"),
    path("reminders/new/", views.new, name="new"),
    path("reminders/<int:pk>/", views.reminder, name="reminder"),
    path("reminders/<int:pk>/edit/", views.edit, name="edit"),
    path("reminders/<int:pk>/snooze/", views.snooze, name="snooze"),
    path("reminders/<int:pk>/finish/", views.finish, name="finish"),
    path("reminders/<int:pk>/stop/", views.stop, name="stop"),
]
