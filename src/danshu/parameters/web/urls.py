"""Addresses of the parameter pages."""

from django.urls import path

from danshu.parameters.web import images, views

app_name = "parameters"
urlpatterns = [
    path("settings/parameters/", views.overview, name="list"),
    path("settings/company-images/", images.images, name="images"),
    path("settings/company-images/<slug:name>/", images.image, name="image"),
    path("company/logo.png", images.logo, name="logo"),
    path("settings/parameters/<slug:code>/", views.group, name="group"),
    path("settings/parameters/of/<slug:name>/history/", views.history, name="history"),
    path("settings/parameters/of/<slug:name>/reset/", views.reset, name="reset"),
    path("settings/parameters/changes/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
