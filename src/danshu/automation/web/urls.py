"""Addresses of the pages of automatic rules."""

from __future__ import annotations

from django.urls import path

from danshu.automation.web import trials, views
from danshu.automation.web.lists import RULES, RUNS
from danshu.ui.lists import list_view

app_name = "automation"

urlpatterns = [
    path("settings/automation/", list_view(RULES), name="rule_list"),
    path("settings/automation/new/", views.add, name="add"),
    path("settings/automation/runs/", list_view(RUNS), name="run_list"),
    path("settings/automation/<int:pk>/", views.rule, name="rule"),
    path("settings/automation/<int:pk>/edit/", views.edit, name="edit"),
    path("settings/automation/<int:pk>/switch/", views.switch, name="switch"),
    path("settings/automation/<int:pk>/trial/", trials.trial, name="trial"),
    path("settings/automation/<int:pk>/records/", trials.records, name="records"),
    path("settings/automation/<int:pk>/conditions/new/", views.condition_new, name="condition_new"),
    path(
        "settings/automation/<int:pk>/conditions/<int:place>/remove/", views.condition_remove, name="condition_remove"
    ),
    path("settings/automation/<int:pk>/actions/new/<str:code>/", views.action_new, name="action_new"),
    path("settings/automation/<int:pk>/actions/<int:place>/", views.action_edit, name="action_edit"),
    path("settings/automation/<int:pk>/actions/<int:place>/remove/", views.action_remove, name="action_remove"),
]
