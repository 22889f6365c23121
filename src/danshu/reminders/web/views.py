"""Pages of reminders (COL-009)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.files.holding import LARGEST_KEY, Held, held
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.refs import SourceRef
from danshu.kit.web import ActorRequest, allowed_to
from danshu.reminders.models import Reminder
from danshu.reminders.operations.edit_reminder import edit_reminder
from danshu.reminders.operations.finish_reminder import finish_reminder
from danshu.reminders.operations.set_reminder import set_reminder
from danshu.reminders.operations.snooze_reminder import snooze_reminder
from danshu.reminders.operations.stop_reminder import stop_reminder
from danshu.reminders.permissions import EDIT, VIEW
from danshu.reminders.queries import reminder as reminder_of
from danshu.reminders.recording import require_author, require_person
from danshu.reminders.rules import Checking
from danshu.reminders.web.details import reminder_page
from danshu.reminders.web.forms import ReminderForm, SnoozeForm, initial_of, start_of_new
from danshu.reminders.web.lists import REMINDERS
from danshu.reminders.web.shown import later, reminder_url
from danshu.ui.detail import Fact
from danshu.ui.formats import datetime_text
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


def _path(row: Reminder | None = None) -> list[tuple[Any, str]]:
    start: list[tuple[Any, str]] = [(REMINDERS.title, reverse("reminders:list"))]
    return start if row is None else [*start, (row.words, reminder_url(row))]


def _about(request: ActorRequest) -> Held | None:
    """The record that ?kind= and ?id= name. Raises NotFound for one out of reach."""
    kind, key = request.GET.get("kind", ""), request.GET.get("id", "")
    if not kind:
        return None
    if not key.isdecimal() or int(key[:20]) > LARGEST_KEY:
        raise NotFound
    return held(kind, int(key), request.actor)


def _back(request: HttpRequest, row: Reminder) -> str:
    """Where the buttons stood: the page that `back` names, else the reminder's own."""
    wanted = request.POST.get("back", "")
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else reminder_url(row)


@allowed_to(EDIT)
def new(request: ActorRequest) -> HttpResponse:
    """A new reminder; ?kind=sales.order&id=5 makes it one about that record."""
    about = _about(request)
    form = ReminderForm(posted(request), initial=start_of_new(request.actor.user_id))

    def save() -> str:
        source = SourceRef(about.holder.kind, about.pk) if about else None
        made = set_reminder.keyed(form.token)(entry=form.values, source=source, actor=request.actor, at=now())
        done(request, _("提醒已设置：%(time)s") % {"time": datetime_text(made.remind_at)})
        return about.url if about else reverse("reminders:list") + "?tab=to_come"

    back_url = about.url if about else reverse("reminders:list")
    context: dict[str, Any] = {"breadcrumb": _path()}
    if about:
        context["subject"] = [Fact(label=_("关联记录"), value=about.label)]
    return form_page(
        request, form, save, title=_("新建提醒"), back_url=back_url, context=context,
        check=lambda: Checking(form.gathered, None, now()).values(),
    )  # fmt: skip


@allowed_to(VIEW)
def reminder(request: ActorRequest, pk: int) -> HttpResponse:
    """One reminder with its history."""
    row = reminder_of(request.actor, pk)
    return render_page(request, "ui/detail.html", {"page": reminder_page(request, row)})


@allowed_to(EDIT)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change an open reminder."""
    row = reminder_of(request.actor, pk)
    require_author(row, request.actor)
    form = ReminderForm(posted(request), row=row, initial=initial_of(row))

    def save() -> str:
        edit_reminder.keyed(form.token)(
            reminder_id=pk, entry=form.values, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("提醒已保存"))
        return reminder_url(row)

    return form_page(
        request, form, save, title=_("修改提醒"), back_url=reminder_url(row), context={"breadcrumb": _path(row)},
        check=lambda: Checking(form.gathered, row, now()).values(),
    )  # fmt: skip


@allowed_to(EDIT)
def snooze(request: ActorRequest, pk: int) -> HttpResponse:
    """Let it come back later: POST with `for` one of the choices, else a form for any moment."""
    row = reminder_of(request.actor, pk)
    require_person(row, request.actor)
    at = now()
    until = later(request.POST.get("for", ""), at)
    if until is not None:
        snoozed = snooze_reminder(reminder_id=pk, until=until, actor=request.actor, at=at)
        done(request, _("已推迟到 %(time)s") % {"time": datetime_text(snoozed.remind_at)})
        return go(request, _back(request, row))
    form = SnoozeForm(posted(request), initial={"version": row.version, "until": later("tomorrow", at)})

    def save() -> str:
        made = snooze_reminder.keyed(form.token)(
            reminder_id=pk, until=form.values["until"], version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("已推迟到 %(time)s") % {"time": datetime_text(made.remind_at)})
        return reminder_url(row)

    context = {
        "breadcrumb": _path(row), "subject": [Fact(label=_("提醒内容"), value=row.words)], "save_label": _("推迟"),
    }  # fmt: skip
    return form_page(request, form, save, title=_("推迟提醒"), back_url=reminder_url(row), context=context)


@require_POST
@allowed_to(EDIT)
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """The person is done with it."""
    row = reminder_of(request.actor, pk)
    made = finish_reminder(reminder_id=pk, actor=request.actor, at=now())
    if made.remind_at is None:
        done(request, _("提醒已完成"))
    else:
        done(request, _("这一次已完成，下一次 %(time)s") % {"time": datetime_text(made.remind_at)})
    return go(request, _back(request, row))


@allowed_to(EDIT)
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then stop it for good."""
    row = reminder_of(request.actor, pk)

    def impact() -> Impact:
        trial = stop_reminder.dry_run(reminder_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("停止提醒「%(text)s」？") % {"text": row.words}, effects=trial.effects, do_label=_("停止提醒"),
            keep_label=_("保留提醒"), danger=True, reason="", hint=_("不再提醒，重复的也不再出现"),
        )  # fmt: skip

    def carry_out(reason: str, key: str) -> str:
        stop_reminder.keyed(key)(reminder_id=pk, version=row.version, actor=request.actor, at=now())
        done(request, pgettext("提醒", "提醒已停止"))
        return reminder_url(row)

    return confirm(request, impact=impact, act=carry_out, back_url=reminder_url(row))
