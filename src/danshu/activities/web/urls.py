"""Addresses of the pages of dealings."""

from __future__ import annotations

from django.urls import path

from danshu.activities.web.lists import COMMUNICATIONS, PLANS
from danshu.activities.web.tracking import TRACKING
from danshu.activities.web.views import calendar, communications, pickers, plans, settings
from danshu.ui.lists import list_view

app_name = "activities"

urlpatterns = [
    path("communications/", list_view(COMMUNICATIONS), name="communication_list"),
    path("communications/new/", communications.new, name="communication_new"),
    path("communications/people/", pickers.people, name="people"),
    path("communications/<int:pk>/", communications.communication, name="communication"),
    path("communications/<int:pk>/edit/", communications.edit, name="communication_edit"),
    path("communications/<int:pk>/delete/", communications.delete, name="communication_delete"),
    path("customers/<int:pk>/communications/new/", communications.record, name="record"),
    path("customers/<int:pk>/mail/", communications.mail, name="mail"),
    path("customers/<int:pk>/plans/new/", plans.customer_new, name="customer_plan_new"),
    path("customers/tracking/", list_view(TRACKING), name="tracking"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("plans/", list_view(PLANS), name="plan_list"),
    path("plans/new/", plans.new, name="plan_new"),
    path("plans/people/", pickers.plan_people, name="plan_people"),
    path("plans/settings/", list_view(settings.SETTINGS), name="setting_list"),
    path("plans/settings/new/", settings.new, name="setting_new"),
    path("plans/settings/<int:pk>/", settings.setting, name="setting"),
    path("plans/settings/<int:pk>/edit/", settings.edit, name="setting_edit"),
    path("plans/settings/<int:pk>/switch/", settings.switch, name="setting_switch"),
    path("plans/settings/<int:pk>/invalidate/", settings.invalidate, name="setting_invalidate"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/edit/", plans.edit, name="plan_edit"),
    path("plans/<int:pk>/postpone/", plans.postpone, name="plan_postpone"),
    path("plans/<int:pk>/start/", plans.start, name="plan_start"),
    path("plans/<int:pk>/cancel/", plans.cancel, name="plan_cancel"),
]
