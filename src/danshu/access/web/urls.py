"""Addresses of users, roles, rights and of the first start."""

from django.urls import path

from danshu.access.web import first_start, lists, roles, user_page, users
from danshu.ui.lists import list_view

app_name = "access"
urlpatterns = [
    path("first-start/", first_start.first_start_page, name="first_start"),
    path("users/", list_view(lists.USERS), name="users"),
    path("users/new/", users.user_new, name="user_new"),
    path("users/<int:pk>/", user_page.user, name="user"),
    path("users/<int:pk>/edit/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/rights/", user_page.user_rights, name="user_rights"),
    path("users/<int:pk>/effective/", user_page.user_effective, name="user_effective"),
    path("users/<int:pk>/disable/", users.user_disable, name="user_disable"),
    path("users/<int:pk>/enable/", users.user_enable, name="user_enable"),
    path("users/<int:pk>/delete/", users.user_delete, name="user_delete"),
    path("users/<int:pk>/reset/", users.user_reset, name="user_reset"),
    path("users/<int:pk>/unlock/", users.user_unlock, name="user_unlock"),
    path("users/<int:pk>/sign-out/", users.user_sign_out, name="user_sign_out"),
    path("roles/", list_view(lists.ROLES), name="roles"),
    path("roles/new/", roles.role_new, name="role_new"),
    path("roles/<int:pk>/", roles.role, name="role"),
    path("roles/<int:pk>/edit/", roles.role_edit, name="role_edit"),
    path("roles/<int:pk>/delete/", roles.role_delete, name="role_delete"),
]
