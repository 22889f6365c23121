"""Pages for those whom announcements address (ACC-025)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.announcements.errors import AnnouncementChanged
from danshu.announcements.holders import KIND
from danshu.announcements.models import Announcement
from danshu.announcements.operations.read_announcement import confirm_announcement, read_announcement
from danshu.announcements.permissions import EDIT
from danshu.announcements.queries import shown, to_confirm
from danshu.announcements.web.lists import read_state
from danshu.announcements.web.statuses import READ_STATES
from danshu.files.queries import attachments_of
from danshu.files.web.part import attachments
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest, signed_in
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.formats import date_text, datetime_text
from danshu.ui.messages import done, warn
from danshu.ui.responses import go, render_page, wants_partial


@signed_in
def announcement(request: ActorRequest, pk: int) -> HttpResponse:
    """One announcement as its readers see it; the page itself then says that it was read."""
    row = shown(request.actor, pk)
    is_new = row.read_at is None
    row.read_at = row.read_at or now()
    actions = []
    if row.must_confirm and row.confirmed_at is None:
        url = reverse("announcements:confirm")
        fields = {"announcement": str(row.pk), "round": str(row.round), "next": request.path}
        actions.append(
            Action(label=_("我已阅读并确认"), url=url, method="post", tone="primary", fields=fields, icon="check")
        )
    if request.actor.can(EDIT):
        actions.append(
            Action(label=pgettext("公告", "阅读情况"), url=reverse("announcements:kept", args=[pk]), icon="users")
        )
    page = DetailPage(
        title=row.title,
        status=READ_STATES[read_state(row)],
        tags=[row.get_type_display(), *([_("置顶")] if row.is_top else [])],
        actions=actions,
        cards=[Card(title=_("基本信息"), pairs=facts_of(row))],
        parts=[attachments(request, KIND, row.pk, is_open=False)] if attachments_of(KIND, row.pk) else [],
        breadcrumb=[(_("系统公告"), reverse("announcements:list"))],
    )
    return render_page(request, "announcements/announcement.html", {"page": page, "row": row, "is_new": is_new})


@require_POST
@signed_in
def read(request: ActorRequest, pk: int) -> HttpResponse:
    """The person has it before him (POST by the page itself, or by hand from the list)."""
    read_announcement(announcement_id=pk, actor=request.actor, at=now())
    if wants_partial(request):
        return HttpResponse(status=204)
    return go(request, reverse("announcements:list"))


def facts_of(row: Announcement) -> list[tuple[str, str]]:
    """Who said it, when, and until when it is shown."""
    pairs = [
        (pgettext("公告", "发布人"), row.published_by_name),
        (pgettext("公告", "发布时间"), datetime_text(row.published_at) if row.published_at else ""),
        (_("结束日期"), date_text(row.to_date) if row.to_date else ""),
    ]
    return [(label, text) for label, text in pairs if text]


@signed_in
def confirm(request: ActorRequest) -> HttpResponse:
    """What has to be confirmed before the work goes on, one after the other; POST confirms one."""
    if request.method == "POST":
        return _confirmed(request)
    waiting = to_confirm(request.actor)
    if not waiting:
        return go(request, _target(request))
    row = waiting[0]
    context = {
        "row": row, "count": len(waiting), "facts": facts_of(row), "files": attachments_of(KIND, row.pk),
        "next": _target(request),
    }  # fmt: skip
    return render_page(request, "announcements/confirm.html", context)


def _confirmed(request: ActorRequest) -> HttpResponse:
    pk, seen = key_of(request.POST.get("announcement")), key_of(request.POST.get("round"))
    try:
        row = confirm_announcement(announcement_id=pk or 0, seen_round=seen or 0, actor=request.actor, at=now())
        done(request, _("已确认公告「%(title)s」") % {"title": row.title})
    except AnnouncementChanged as refusal:
        warn(request, str(refusal))
    except NotFound:  # withdrawn, or over, while it was read: nothing is left to confirm
        warn(request, _("这条公告刚刚撤回或已过期，不需要确认"))
    return go(request, _target(request))


def _target(request: ActorRequest) -> str:
    """Where the person wanted to go, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and not wanted.startswith(reverse("announcements:confirm")) else "/"
