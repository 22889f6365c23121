"""Addresses of the workbench."""

from django.urls import path

from danshu.workbench.web import views

app_name = "workbench"
urlpatterns = [
    path("workbench/", views.home, name="home"),
    path("workbench/arrange/", views.arrange, name="arrange"),
]
