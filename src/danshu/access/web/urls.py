"""Addresses of users, roles, rights and of the first start."""

from django.urls import path

from danshu.access.web import first_start, group_lists, groups, lists, registrations, roles, user_page, users
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
    path("staff-registrations/", list_view(registrations.REGISTRATIONS), name="registrations"),
    path("staff-registrations/<int:pk>/", registrations.registration, name="registration"),
    path("staff-registrations/<int:pk>/approve/", registrations.registration_approve, name="registration_approve"),
    path("staff-registrations/<int:pk>/refuse/", registrations.registration_refuse, name="registration_refuse"),
    path("roles/", list_view(lists.ROLES), name="roles"),
    path("roles/new/", roles.role_new, name="role_new"),
    path("roles/<int:pk>/", roles.role, name="role"),
    path("roles/<int:pk>/edit/", roles.role_edit, name="role_edit"),
    path("roles/<int:pk>/delete/", roles.role_delete, name="role_delete"),
    path("groups/", list_view(group_lists.GROUPS), name="groups"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/join/", groups.join, name="group_join"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<int:pk>/add/", groups.group_add, name="group_add"),
    path("groups/<int:pk>/remove/<int:user_id>/", groups.group_remove, name="group_remove"),
    path("groups/<int:pk>/invalidate/", groups.group_invalidate, name="group_invalidate"),
]
