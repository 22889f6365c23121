"""Addresses of the working calendar."""

from django.urls import path
from django.views.decorators.http import require_POST

from danshu.calendar.web import views

app_name = "calendar"
urlpatterns = [
    path("settings/calendar/", views.month, name="month"),
    path("settings/calendar/mark/", views.mark, name="mark"),
    path("settings/calendar/unmark/", require_POST(views.unmark), name="unmark"),
    path("settings/calendar/hours/", views.week, name="week"),
    path("settings/calendar/years/<int:year>/complete/", views.complete, name="complete"),
]
