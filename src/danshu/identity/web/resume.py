"""What was typed into a form is not lost when the session has ended meanwhile (ACC-015).

A click on a page without unsaved entries leads to the sign-in page. A plain form posted without a session leads there
with the entries signed and sealed; after signing in as the same person they are shown with a button that sends them
again. With scripts a page with entries stays open and a dialog leads to sign-in in another tab.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from danshu.identity.sessions import SessionStore
from danshu.ui.responses import render_page

SALT = "danshu.identity.resume"
VALID_SECONDS = 12 * 3600
LIMIT = 200_000
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "password", "password_again", "old_password"})


@dataclass(frozen=True, slots=True)
class Blob:
    """An entry that waits for its person."""

    path: str
    fields: list[tuple[str, str]]


def ended_session(request: HttpRequest) -> HttpResponse | None:
    """Answer a request to a protected page that comes without a session; None: the ordinary redirect will do."""
    if request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true":
        if request.method == "GET" and "X-Unsaved" not in request.headers:
            return HttpResponse(status=401, headers={"HX-Redirect": _sign_in_and_back(request)})
        response = render_page(request, "identity/session_ended.html", {}, status=401)
        for name, value in (("HX-Retarget", "#layer"), ("HX-Reswap", "innerHTML"), ("HX-Reselect", "dialog")):
            response.headers[name] = value
        return response
    if request.method != "POST":
        return None
    from danshu.identity.web.sign_in import SignInForm, sign_in_page

    request.resume_blob = sealed(request)  # type: ignore[attr-defined]
    form = SignInForm(None, initial={"user_name": ""})
    return sign_in_page(request, form, status=401)


def _sign_in_and_back(request: HttpRequest) -> str:
    """The sign-in page, which leads back to the page that asked: nothing was typed there that could be lost."""
    try:
        page = urlsplit(request.headers.get("HX-Current-URL") or request.get_full_path())
    except ValueError:  # no address at all: what was asked for is one
        page = urlsplit(request.get_full_path())
    return f"{reverse('identity:sign_in')}?{urlencode({'next': page._replace(scheme='', netloc='').geturl()})}"


def ended_with(request: HttpRequest) -> str:
    """The sealed entry of this very request; "" on an ordinary sign-in page."""
    return getattr(request, "resume_blob", "")


def sealed(request: HttpRequest) -> str:
    """The posted entries, signed; "" when there are too many to carry."""
    fields = [(name, value) for name in request.POST if name not in NOT_KEPT for value in request.POST.getlist(name)]
    data = {"path": request.get_full_path(), "fields": fields, "user": _last_user(request)}
    if len(json.dumps(data)) > LIMIT:
        return ""
    return signing.dumps(data, salt=SALT, compress=True)


def read_blob(text: str, *, user_id: int) -> Blob | None:
    """The entry, unless it was changed, is old, or belongs to somebody else."""
    if not text:
        return None
    try:
        data: dict[str, Any] = signing.loads(text, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
    if data["user"] not in (None, user_id):
        return None
    return Blob(data["path"], [(name, value) for name, value in data["fields"]])


def continued(request: HttpRequest, blob: Blob) -> HttpResponse:
    """Show that the entries are still here, and send them again at a press."""
    shown = [(n, v) for n, v in blob.fields if v and n not in ("form_token", "version", "next")]
    context = {"path": blob.path, "fields": blob.fields, "shown": shown[:30]}
    return render_page(request, "identity/continue.html", context)


def sign_in_url(request: HttpRequest) -> str:
    """The sign-in page with the way back."""
    return f"{reverse('identity:sign_in')}?{urlencode({'next': request.get_full_path()})}"


def _last_user(request: HttpRequest) -> int | None:
    session = request.session
    return session.ended_user_id if isinstance(session, SessionStore) else None
