"""My logins: where I am signed in, what happened lately (ACC-012, ACC-015)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.identity.operations.end_session import end_other_sessions, end_own_session
from danshu.identity.policy import policy
from danshu.identity.queries import last_sign_ins, open_sessions
from danshu.identity.results import RESULTS
from danshu.identity.sessions import SessionStore
from danshu.identity.web.profile import crumbs
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, public, signed_in
from danshu.kit.words import with_count
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@signed_in
def sign_ins(request: ActorRequest) -> HttpResponse:
    """Open sessions and the last 20 sign-ins."""
    user_id = request.actor.user_id or 0
    at = now()
    context = {
        "sessions": open_sessions(user_id, current=request.session.session_key, at=at),
        "entries": [(entry, RESULTS[entry.result]) for entry in last_sign_ins(user_id)],
        "breadcrumb": crumbs(),
        "title": _("我的登录"),
    }
    return render_page(request, "identity/sign_ins.html", context)


@signed_in
@require_POST
def end_session(request: ActorRequest, digest: str) -> HttpResponseBase:
    """End one of the own sessions."""
    end_own_session(session_digest=digest, actor=request.actor, at=now())
    done(request, _("会话已结束"))
    return go(request, reverse("identity:sign_ins"))


@signed_in
@require_POST
def end_others(request: ActorRequest) -> HttpResponseBase:
    """End all sessions but this one."""
    count = end_other_sessions(session_key=request.session.session_key, actor=request.actor, at=now())
    done(request, with_count("已结束 %(count)s 个其他会话") % {"count": count})
    return go(request, reverse("identity:sign_ins"))


@public
def session_state(request: HttpRequest) -> HttpResponseBase:
    """How many seconds of idleness remain; a POST says that the person is there. 0: nobody is signed in.

    ?dialog= asks for the words instead.
    """
    left = _seconds_left(request)
    if "dialog" in request.GET:
        template = "identity/session_idle.html" if left else "identity/session_ended.html"
        return render_page(request, template, {"minutes": max(left // 60, 1)})
    return JsonResponse({"left": left})


def _seconds_left(request: HttpRequest) -> int:
    session = request.session
    seen = session.last_seen_at if isinstance(session, SessionStore) else None
    if getattr(request, "actor", None) is None or seen is None:
        return 0
    at = now()
    if request.method == "POST" and isinstance(session, SessionStore):
        session.touch(at=at)
        seen = session.last_seen_at or at
    left = policy().idle - (at - seen)
    return max(int(left.total_seconds()), 0)
