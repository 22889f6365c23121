"""Addresses of outgoing notifications."""

from django.urls import path

from danshu.integrations.web import views
from danshu.integrations.web.lists import DISPATCHES, ENDPOINTS
from danshu.ui.lists import list_view

app_name = "integrations"
urlpatterns = [
    path("settings/webhooks/", list_view(ENDPOINTS), name="list"),
    path("settings/webhooks/new/", views.new, name="new"),
    path("settings/webhooks/sent/", list_view(DISPATCHES), name="dispatches"),
    path("settings/webhooks/<int:pk>/", views.endpoint, name="endpoint"),
    path("settings/webhooks/<int:pk>/edit/", views.edit, name="edit"),
    path("settings/webhooks/<int:pk>/trial/", views.trial, name="trial"),
    path("settings/webhooks/<int:pk>/renew/", views.renew, name="renew"),
    path("settings/webhooks/<int:pk>/delete/", views.delete, name="delete"),
]
