"""Addresses of tags and segments."""

from __future__ import annotations

from django.urls import path

from danshu.segments.web.group_list import GROUPS
from danshu.segments.web.lists import MEMBERS, SEGMENTS
from danshu.segments.web.proposal_list import PROPOSALS
from danshu.segments.web.views import classes, groups, segments, tags
from danshu.ui.lists import list_view

app_name = "segments"

urlpatterns = [
    path("customer-tags/", tags.tags, name="tags"),
    path("customers/tag/", tags.several, name="customers_tag"),
    path("customers/join-segment/", segments.join, name="customers_join"),
    path("customer-categories/", classes.categories, name="categories"),
    path("customer-categories/new/", classes.category_new, name="category_new"),
    path("customer-categories/<int:pk>/edit/", classes.category_edit, name="category_edit"),
    path("customer-categories/<int:pk>/delete/", classes.category_delete, name="category_delete"),
    path("customer-levels/", classes.level_rules, name="levels"),
    path("customer-levels/<int:pk>/edit/", classes.level_edit, name="level_edit"),
    path("class-proposals/", list_view(PROPOSALS), name="proposals"),
    path("contacts/group/", groups.join, name="contacts_group"),
    path("contacts/ungroup/", groups.leave, name="contacts_ungroup"),
    path("contact-groups/", list_view(GROUPS), name="groups"),
    path("contact-groups/new/", groups.new, name="group_new"),
    path("contact-groups/<int:pk>/", groups.group, name="group"),
    path("contact-groups/<int:pk>/edit/", groups.edit, name="group_edit"),
    path("contact-groups/<int:pk>/delete/", groups.delete, name="group_delete"),
    path("segments/", list_view(SEGMENTS), name="list"),
    path("segments/members/", list_view(MEMBERS), name="members"),
    path("segments/new/", segments.new, name="new"),
    path("segments/<int:pk>/", segments.segment, name="segment"),
    path("segments/<int:pk>/edit/", segments.edit, name="edit"),
    path("segments/<int:pk>/recompute/", segments.recompute, name="recompute"),
    path("segments/<int:pk>/delete/", segments.delete, name="delete"),
]
