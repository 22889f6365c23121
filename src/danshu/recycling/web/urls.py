"""Addresses of the recycle bin."""

from django.urls import path

from danshu.recycling.web import cleanup, views
from danshu.recycling.web.lists import APPLICATIONS, BIN
from danshu.ui.lists import list_view

app_name = "recycling"
urlpatterns = [
    path("recycle-bin/", list_view(BIN), name="bin"),
    path("recycle-bin/applications/", list_view(APPLICATIONS), name="applications"),
    path("recycle-bin/cleanup/", cleanup.overview, name="cleanup"),
    path("recycle-bin/cleanup/rules/new/", cleanup.rule_new, name="rule_new"),
    path("recycle-bin/cleanup/rules/<int:pk>/", cleanup.rule_edit, name="rule"),
    path("recycle-bin/cleanup/rules/<int:pk>/run/", cleanup.run_now, name="rule_run"),
    path("recycle-bin/cleanup/<int:pk>/", cleanup.run, name="run"),
    path("recycle-bin/<int:pk>/", views.entry, name="entry"),
    path("recycle-bin/<int:pk>/restore/", views.restore, name="restore"),
    path("recycle-bin/<int:pk>/purge/", views.purge, name="purge"),
    path("recycle-bin/<int:pk>/ask/", views.ask, name="ask"),
    path("recycle-bin/applications/<int:pk>/refuse/", views.refuse, name="refuse"),
]
