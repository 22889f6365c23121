"""Addresses of tags and segments."""

from __future__ import annotations

from django.urls import path

from danshu.segments.web.views import tags

app_name = "segments"

urlpatterns = [
    path("customers/tags/", tags.tags, name="tags"),
    path("customers/tag/", tags.several, name="customers_tag"),
]
