"""Addresses of attachments and notes."""

from django.urls import path

from danshu.files.web import views

app_name = "files"
urlpatterns = [
    path("records/<str:kind>/<int:pk>/files/", views.record, name="record"),
    path("records/<str:kind>/<int:pk>/notes/", views.note, name="note"),
    path("files/<int:pk>/", views.look, name="attachment"),
    path("files/<int:pk>/download/", views.download, name="download"),
    path("files/<int:pk>/view/", views.view, name="view"),
    path("files/<int:pk>/small/", views.small, name="small"),
    path("files/<int:pk>/remove/", views.remove, name="remove"),
]
