"""Addresses of announcements."""

from django.urls import path

from danshu.announcements.web import manage, views
from danshu.announcements.web.lists import ANNOUNCEMENTS, KEPT
from danshu.ui.lists import list_view

app_name = "announcements"
urlpatterns = [
    path("announcements/", list_view(ANNOUNCEMENTS), name="list"),
    path("announcements/confirm/", views.confirm, name="confirm"),
    path("announcements/kept/", list_view(KEPT), name="kept_list"),
    path("announcements/kept/new/", manage.new, name="new"),
    path("announcements/kept/<int:pk>/", manage.kept_one, name="kept"),
    path("announcements/kept/<int:pk>/edit/", manage.edit, name="edit"),
    path("announcements/kept/<int:pk>/publish/", manage.publish, name="publish"),
    path("announcements/kept/<int:pk>/withdraw/", manage.withdraw, name="withdraw"),
    path("announcements/kept/<int:pk>/delete/", manage.delete, name="delete"),
    path("announcements/kept/<int:pk>/readers/", manage.readers, name="readers"),
    path("announcements/<int:pk>/", views.announcement, name="announcement"),
    path("announcements/<int:pk>/read/", views.read, name="read"),
]
