"""Addresses of the custom fields."""

from django.urls import path

from danshu.custom_fields.web import views

app_name = "custom_fields"
urlpatterns = [
    path("settings/fields/", views.index, name="index"),
    path("settings/fields/<int:pk>/", views.field, name="field"),
    path("settings/fields/<int:pk>/edit/", views.edit, name="edit"),
    path("settings/fields/<int:pk>/options/", views.options, name="options"),
    path("settings/fields/<int:pk>/switch/", views.switch, name="switch"),
    path("settings/fields/<int:pk>/retire/", views.retire, name="retire"),
    path("settings/fields/<int:pk>/move/<str:way>/", views.move, name="move"),
    path("settings/fields/<str:kind>/", views.fields, name="fields"),
    path("settings/fields/<str:kind>/add/", views.add, name="add"),
]
