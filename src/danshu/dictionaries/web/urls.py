"""Addresses of the dictionaries."""

from django.urls import path

from danshu.dictionaries.web import sorting, views

app_name = "dictionaries"
urlpatterns = [
    path("settings/dictionaries/", views.index, name="index"),
    path("settings/dictionaries/values/<int:pk>/", views.value, name="value"),
    path("settings/dictionaries/values/<int:pk>/edit/", views.edit, name="edit"),
    path("settings/dictionaries/values/<int:pk>/invalidate/", views.invalidate, name="invalidate"),
    path("settings/dictionaries/<str:code>/", views.values, name="values"),
    path("settings/dictionaries/<str:code>/add/", views.add, name="add"),
    path("settings/dictionaries/<str:code>/sort/", sorting.sort, name="sort"),
]
