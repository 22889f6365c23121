"""Addresses of the bell."""

from django.urls import path

from danshu.notices.web import views
from danshu.notices.web.lists import NOTICES
from danshu.ui.lists import list_view

app_name = "notices"
urlpatterns = [
    path("notices/", list_view(NOTICES), name="list"),
    path("notices/read/", views.read_all, name="read_all"),
]
