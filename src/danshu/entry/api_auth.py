"""Who calls the API: a program with a key, or a page of ours with its session."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from danshu.access.queries import Person, load_person, reduced
from danshu.entry.errors import FormExpired
from danshu.entry.middleware import client_address
from danshu.identity.keys import recognise_key
from danshu.identity.rules.addresses import is_allowed
from danshu.kit.actor import Actor
from danshu.kit.attempts import TOKEN, note
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError
from danshu.kit.reader import read_as
from danshu.kit.rest import NotSignedIn, UnsupportedMedia
from danshu.parameters.queries import refresh_company_zone

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BODIES = frozenset({"application/json", "multipart/form-data"})


class PasswordChangeRequired(DomainError):
    """An initial password, known to whoever gave it, opens nothing but the page where it is replaced (ACC-004)."""

    code, status = "password_change_required", 403
    message = gettext_lazy("还在使用初始密码，不能调用接口")
    way_out = gettext_lazy("先在浏览器里登录并设置自己的密码")


class ApiAuth(HttpBearer):
    """`Authorization: Bearer <key>`, or the session cookie together with a CSRF token for writes.

    Sets `request.actor`: the person of this moment, through a key reduced to the scopes of the key. Raises
    NotSignedIn (401) for a missing, wrong, revoked or expired key and for a person who may not sign in from here,
    PasswordChangeRequired (403) for somebody who still has his initial password, FormExpired (403) for a session write
    without CSRF token, UnsupportedMedia (415) for a body that is not JSON.
    """

    def __call__(self, request: HttpRequest) -> Actor:
        _require_json(request)
        if "Authorization" in request.headers:
            actor = self._by_key(request)
        else:
            actor = self._by_session(request)
        request.actor = actor  # type: ignore[attr-defined]
        read_as(actor)
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of a key; None when it is not valid here and now."""
        at = now()
        key = recognise_key(token, at=at)
        if key is None:
            return None
        refresh_company_zone()
        address = client_address(request)
        person = load_person(key.user_id, today=business_date(at), ip_address=address)
        if person is None or not is_allowed(address, person.address_lists):
            return None
        _require_own_password(person)
        if not request.headers.get("Accept-Language"):
            translation.activate(person.actor.language)
        return reduced(person.actor, key.scopes)

    def _by_key(self, request: HttpRequest) -> Actor:
        scheme, _blank, token = request.headers["Authorization"].partition(" ")
        actor = self.authenticate(request, token.strip()) if scheme.lower() == "bearer" else None
        if actor is None:
            note(TOKEN)
            raise NotSignedIn
        return actor

    @staticmethod
    def _by_session(request: HttpRequest) -> Actor:
        actor: Actor | None = getattr(request, "actor", None)
        person: Person | None = getattr(request, "person", None)
        if actor is None or person is None:
            raise NotSignedIn
        _require_own_password(person)
        if request.method not in SAFE and check_csrf(request) is not None:
            raise FormExpired
        return actor


def _require_own_password(person: Person) -> None:
    if person.must_change_password:
        raise PasswordChangeRequired


def _require_json(request: HttpRequest) -> None:
    has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    if request.method not in SAFE and has_body and request.content_type not in BODIES:
        raise UnsupportedMedia(given=(request.content_type or "—")[:100])
