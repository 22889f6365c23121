"""Addresses of the pages of tasks."""

from __future__ import annotations

from django.urls import path

from danshu.tasks.web import views
from danshu.tasks.web.lists import TASKS
from danshu.ui.lists import list_view

app_name = "tasks"

urlpatterns = [
    path("tasks/", list_view(TASKS), name="list"),
    path("tasks/new/", views.new, name="new"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/edit/", views.edit, name="edit"),
    path("tasks/<int:pk>/assign/", views.assign, name="assign"),
    path("tasks/<int:pk>/accept/", views.accept, name="accept"),
    path("tasks/<int:pk>/return/", views.give_back, name="return"),
    path("tasks/<int:pk>/finish/", views.finish, name="finish"),
    path("tasks/<int:pk>/confirm/", views.confirm_done, name="confirm"),
    path("tasks/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("tasks/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("tasks/<int:pk>/notes/", views.note, name="note"),
]
