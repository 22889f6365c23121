"""Cleaning up logs: what went into which file, asking for more, fetching a file (SYS-005)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from danshu.audit.archiving import archive_folder
from danshu.audit.exports import log_export
from danshu.audit.models import AuditArchive
from danshu.audit.operations.request_clean_up import TASK, request_clean_up
from danshu.audit.permissions import CLEAN_UP, EXPORT, VIEW
from danshu.kit.actor import Actor, shown_name
from danshu.kit.clock import business_date, company_zone, now
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.logs import LOGS, log_label
from danshu.kit.parameters import parameter_value
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import counter_word
from danshu.ui.detail import Action, Notice
from danshu.ui.fields import ChoiceField, DateField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import Column, ListSpec, MultiChoiceFilter, literal
from danshu.ui.messages import done


class FileElsewhere(DomainError):
    """The archive was written on another machine, or moved away."""

    code, status = "archive_elsewhere", 404
    message = gettext_lazy("归档文件 %(name)s 不在这台机器上")
    way_out = gettext_lazy("在写入它的机器上，或者在保存归档的地方查找")


def _acts(actor: Actor) -> list[Action]:
    if not actor.can(CLEAN_UP):
        return []
    return [Action(label=_("清理日志"), url=reverse("audit:clean_up"), tone="primary", icon="archive", key="N")]


def _under_way() -> list[Notice]:
    waiting = ProcrastinateJob.objects.filter(task_name=TASK, status__in=["todo", "doing"]).count()
    return [Notice(title=_("正在清理"), text=_("完成后归档文件出现在下面"), tone="neutral")] if waiting else []


ARCHIVES = ListSpec(
    name="audit.archives",
    title=gettext_lazy("日志归档"),
    noun=counter_word("archives", "个"),
    section=gettext_lazy("日志"),
    rows=lambda actor: AuditArchive.objects.all(),
    permission=VIEW,
    url_name="audit:archives",
    label_of=lambda row: row.file_name,
    sort="-at",
    search=literal("file_name", "by_name"),
    search_hint=gettext_lazy("文件、用户"),
    template="audit/archives.html",
    context=lambda request: {"notices": _under_way()},
    export=EXPORT,
    columns=[
        Column(key="file_name", label=gettext_lazy("文件"), kind="link", card="title",
               url=lambda row: reverse("audit:archive_file", args=[row.pk])),
        Column(key="log", label=gettext_lazy("日志"), value=lambda row: log_label(row.log), card="left"),
        Column(key="entries", label=gettext_lazy("条数"), kind="number", card="amount"),
        Column(key="before", label=gettext_lazy("早于"), kind="date"),
        Column(key="at", label=gettext_lazy("时间"), kind="datetime", sort="at", card="date"),
        Column(key="by_name", label=gettext_lazy("用户"), value=lambda row: shown_name(row.by_name)),
        Column(key="file_digest", label="SHA-256", tone="muted", hidden=True),
    ],
    filters=[
        MultiChoiceFilter(key="log", label=gettext_lazy("日志"), common=True,
                          choices=lambda actor: [(code, str(log.label)) for code, log in LOGS.items()]),
    ],
    acts=_acts,
    empty_title=gettext_lazy("还没有归档"),
    empty_text=gettext_lazy("过了保留期的日志可以写入归档文件后清理"),
)  # fmt: skip


class CleanUpForm(Form):
    """Which log, and up to which day."""

    sections = [Section(gettext_lazy("清理范围"), ["log:2", "before:2"])]
    log = ChoiceField(label=gettext_lazy("日志"), choices=lambda: [(code, log.label) for code, log in LOGS.items()])
    before = DateField(label=gettext_lazy("清理这一天以前的"))


@allowed_to(CLEAN_UP)
def clean_up(request: ActorRequest) -> HttpResponse:
    """Choose a log and a day; what would happen is shown before anything does."""
    days = int(parameter_value("log_min_days"))
    form = CleanUpForm(posted(request), initial={"before": business_date(now()) - timedelta(days=days)})
    form.fields["before"].help_text = _("日志至少保留 %(days)s 天；敏感操作不会清理") % {"days": days}

    def save() -> str:
        log, day = form.values["log"], form.values["before"]
        request_clean_up.dry_run(log=log, before=_midnight(day), actor=request.actor, at=now())
        return reverse("audit:clean_up_confirm", args=[log, day.isoformat()])

    back = reverse("audit:archives")
    context = {"breadcrumb": [(_("日志归档"), back)], "save_label": _("查看影响")}
    return form_page(request, form, save, title=_("清理日志"), back_url=back, context=context)


@allowed_to(CLEAN_UP)
def clean_up_confirm(request: ActorRequest, log: str, day: str) -> HttpResponse:
    """GET: what will be archived and removed. POST: hand it to the job."""
    wanted = parse_date(day)
    if log not in LOGS or wanted is None:
        raise NotFound()
    back, before = reverse("audit:archives"), _midnight(wanted)

    def impact() -> Impact:
        trial = request_clean_up.dry_run(log=log, before=before, actor=request.actor, at=now())
        return Impact(
            title=_("清理 %(day)s 以前的%(log)s？") % {"day": day, "log": LOGS[log].label},
            effects=trial.effects,
            do_label=_("归档并清理"),
            keep_label=_("保留日志"),
            typed=str(trial.result),
        )

    def act(reason: str, key: str) -> str:
        request_clean_up.keyed(key)(log=log, before=before, reason=reason, actor=request.actor, at=now())
        done(request, _("清理已开始，完成后归档文件出现在列表里"))
        return back

    return confirm(request, impact=impact, act=act, back_url=back)


@allowed_to(EXPORT)
def archive_file(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The file of an archive; taking it away is an entry of the trail."""
    row = AuditArchive.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound()
    path = archive_folder() / row.file_name
    if not path.is_file():
        raise FileElsewhere(name=row.file_name)
    log_export(request.actor, "audit.archives", "jsonl.gz", row.entries, {"file": row.file_name})
    return FileResponse(path.open("rb"), as_attachment=True, filename=row.file_name, content_type="application/gzip")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), company_zone())
