"""Addresses of saved views."""

from django.urls import path

from danshu.saved_views.web import views

app_name = "saved_views"
urlpatterns = [
    path("views/", views.views, name="list"),
    path("views/new/", views.new, name="new"),
    path("views/<int:pk>/edit/", views.edit, name="edit"),
    path("views/<int:pk>/update/", views.update, name="update"),
    path("views/<int:pk>/delete/", views.delete, name="delete"),
]
