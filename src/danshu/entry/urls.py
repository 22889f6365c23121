"""All addresses: each module's own, the API, health."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from danshu.entry.api import api
from danshu.entry.discovery import parts
from danshu.entry.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    *(path("", include(found)) for _, found in parts("web.urls")),
]

handler400 = "danshu.entry.errors.bad_request"
handler403 = "danshu.entry.errors.permission_denied"
handler404 = "danshu.entry.errors.not_found"
handler500 = "danshu.entry.errors.server_error"
