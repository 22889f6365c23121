"""Addresses of the bell and of outgoing messages."""

from django.urls import path

from danshu.notices.web import outbox, preferences, templates, views
from danshu.notices.web.lists import NOTICES
from danshu.notices.web.messages import MESSAGES
from danshu.ui.lists import list_view

app_name = "notices"
urlpatterns = [
    path("notices/", list_view(NOTICES), name="list"),
    path("notices/read/", views.read_all, name="read_all"),
    path("messages/", list_view(MESSAGES), name="messages"),
    path("notices/preferences/", preferences.preferences, name="preferences"),
    path("messages/templates/", templates.index, name="templates"),
    path("messages/templates/<int:pk>/", templates.by_id, name="template_by_id"),
    path("messages/templates/<str:key>/", templates.template, name="template"),
    path("messages/templates/<str:key>/edit/", templates.edit, name="template_edit"),
    path("messages/templates/<str:key>/restore/", templates.restore, name="template_restore"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/<int:pk>/retry/", views.retry, name="retry"),
    path("messages/<int:pk>/again/", outbox.again, name="again"),
    path("messages/<int:pk>/release/", outbox.release, name="release"),
    path("messages/<int:pk>/discard/", outbox.discard, name="discard"),
]
