"""Addresses of rules and of the review."""

from django.urls import path

from danshu.validation.web import views
from danshu.validation.web.reviews import accept, assign, assign_several, fault, fault_list, reopen, run

app_name = "validation"
urlpatterns = [
    path("settings/rules/", views.index, name="index"),
    path("settings/rules/<int:pk>/", views.rule, name="rule"),
    path("settings/rules/<int:pk>/edit/", views.edit, name="edit"),
    path("settings/rules/<int:pk>/switch/", views.switch, name="switch"),
    path("settings/rules/<int:pk>/trial/", views.trial_page, name="trial"),
    path("settings/rules/<str:kind>/", views.rules_of, name="rules"),
    path("settings/rules/<str:kind>/add/", views.add, name="add"),
    path("data-review/", fault_list, name="fault_list"),
    path("data-review/run/", run, name="run"),
    path("data-review/assign/", assign_several, name="assign_several"),
    path("data-review/<int:pk>/", fault, name="fault"),
    path("data-review/<int:pk>/assign/", assign, name="assign"),
    path("data-review/<int:pk>/accept/", accept, name="accept"),
    path("data-review/<int:pk>/reopen/", reopen, name="reopen"),
]
