"""Addresses of the bell and of outgoing messages."""

from django.urls import path

from danshu.notices.web import views
from danshu.notices.web.lists import NOTICES
from danshu.notices.web.messages import MESSAGES
from danshu.ui.lists import list_view

app_name = "notices"
urlpatterns = [
    path("notices/", list_view(NOTICES), name="list"),
    path("notices/read/", views.read_all, name="read_all"),
    path("messages/", list_view(MESSAGES), name="messages"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/<int:pk>/retry/", views.retry, name="retry"),
]
