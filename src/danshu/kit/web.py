"""Each page names its permission; what people may not do is refused in one place (SEC-A1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden
from danshu.kit.records import ADDRESS
from danshu.kit.sinks import SINKS

P = ParamSpec("P")

PUBLIC = "public"
SIGNED_IN = "signed_in"


class ActorRequest(HttpRequest):
    """A request whose person has been recognised (set by the entry's middleware)."""

    actor: Actor


class View(Protocol):
    """A view that names who may use it."""

    permission: str

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def allowed_to(code: str) -> Callable[[Callable[Concatenate[ActorRequest, P], HttpResponseBase]], View]:
    """Only for actors with the permission: others are sent to sign in (nobody) or refused with its name (403, logged)."""

    def decorate(function: Callable[Concatenate[ActorRequest, P], HttpResponseBase]) -> View:
        @wraps(function)
        def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if code != SIGNED_IN:
                _require(actor, code, {**kwargs, ADDRESS: request.path})
            return function(cast(ActorRequest, request), *args, **kwargs)

        view.permission = code  # type: ignore[attr-defined]
        return cast(View, view)

    return decorate


def _require(actor: Actor, code: str, about: Mapping[str, Any]) -> None:
    try:
        actor.require(code)
    except Forbidden as refusal:
        SINKS.refused(code, actor, timezone.now(), refusal, about)
        raise


signed_in = allowed_to(SIGNED_IN)


def public(function: Callable[..., HttpResponseBase]) -> View:
    """For everybody, also without sign-in."""
    function.permission = PUBLIC  # type: ignore[attr-defined]
    return cast(View, function)
