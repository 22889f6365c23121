"""One deleted record: what it was, what its deletion released, and the ways out of the bin."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor, shown_name
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.recycling.models import Application, Entry, EntryState
from danshu.recycling.operations.ask_restore import ask_restore
from danshu.recycling.operations.decide_restore import decide_restore
from danshu.recycling.operations.purge_entry import purge_entry
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.recycling.permissions import PURGE, RESTORE, VIEW_BIN
from danshu.recycling.queries import applications, days_left, due_at, entry_by_id, may_restore
from danshu.recycling.registry import KINDS
from danshu.recycling.web.lists import kind_name, reason_text
from danshu.ui.detail import Action, Card, DetailPage, Fact, Notice
from danshu.ui.fields import RemarkField
from danshu.ui.formats import date_text, money_text
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


def _url(name: str, entry: Entry) -> str:
    return reverse(f"recycling:{name}", args=[entry.pk])


@allowed_to(VIEW_BIN)
def entry(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: one entry; a restored one leads to its record."""
    found = entry_by_id(request.actor, pk, ended=True)
    kind = KINDS[found.kind]
    if found.state == EntryState.RESTORED:
        return go(request, kind.url(found.label, found.root_id))
    asked = found.applications.filter(state=Application.State.PENDING).first()
    page = DetailPage(
        title=found.label,
        tags=[kind_name(found)],
        subtitle=found.title,
        actions=_actions(found, request.actor, asked) if found.state == EntryState.KEPT else [],
        notices=_notices(found, asked),
        facts=_facts(found),
        cards=_answered(found),
        breadcrumb=[(_("回收站"), reverse("recycling:bin"))],
    )
    context = {"page": page, "effects": _effects(found), "tables": kind.tables(found.payload) if found.payload else []}
    return render_page(request, "recycling/entry.html", context)


def _effects(found: Entry) -> list[Effect]:
    if found.state != EntryState.KEPT:
        return []
    told = KINDS[found.kind].effects(found.facts)
    return [Effect(code, text, tone) for code, text, tone in told if code not in ("bin", "departments")]


def _facts(found: Entry) -> list[Fact]:
    left = days_left(found, now())
    told = [
        Fact(label=_("删除前"), value=KINDS[found.kind].status_label(found.status) if found.status else "—"),
        Fact(label=_("金额"), value=money_text(found.amount, found.currency) if found.amount is not None else "—"),
        Fact(label=_("删除人"), value=shown_name(found.deleted_by_name),
             note=f"{timezone.localtime(found.deleted_at):%Y-%m-%d %H:%M}"),
        Fact(label=_("原因"), value=reason_text(found) or "—"),
    ]  # fmt: skip
    if found.state == EntryState.KEPT:
        told.append(Fact(label=_("剩余天数"), value=str(left), tone="warn" if left <= 3 else "",
                         note=_("%(date)s 永久删除") % {"date": date_text(timezone.localtime(due_at(found)).date())}))  # fmt: skip
    return told


def _notices(found: Entry, asked: Application | None) -> list[Notice]:
    if found.state == EntryState.PURGED:
        who = {"who": shown_name(found.ended_by_name), "when": f"{timezone.localtime(found.ended_at):%Y-%m-%d %H:%M}"}
        return [
            Notice(title=_("已永久删除，不能恢复"), text=_("%(who)s 于 %(when)s；记录保留在日志里") % who, tone="bad")
        ]
    if asked is None:
        return []
    return [Notice(title=_("%(who)s 申请恢复") % {"who": asked.asked_by_name}, text=asked.reason)]


def _answered(found: Entry) -> list[Card]:
    rows = [(each.get_state_display(), f"{each.asked_by_name}：{each.reason}") for each in found.applications.all()]
    return [Card(title=_("恢复申请"), pairs=rows)] if rows else []


def _actions(found: Entry, actor: Actor, asked: Application | None) -> list[Action]:
    made: list[Action] = []
    mine = actor.can(RESTORE) and may_restore(actor, found)
    if mine:
        made.append(Action(label=_("恢复"), url=_url("restore", found), tone="primary", icon="rotate"))
        if asked is not None:
            made.append(Action(label=_("拒绝申请"), url=reverse("recycling:refuse", args=[asked.pk])))
    elif asked is None:
        made.append(Action(label=_("申请恢复"), url=_url("ask", found), tone="primary", icon="rotate"))
    if actor.can(PURGE):
        made.append(Action(label=_("永久删除"), url=_url("purge", found), method="dialog", tone="danger", icon="trash"))
    return made


@allowed_to(RESTORE)
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what restoring would do, and what has to be settled first; POST: do it."""
    found = entry_by_id(request.actor, pk)
    if not may_restore(request.actor, found):
        raise NotFound()
    form, back = RestoreForm(posted(request), entry=found), _url("entry", found)

    def save() -> str:
        settled = form.settled()
        pending = found.applications.filter(state=Application.State.PENDING).first()
        if pending is not None:
            decide_restore.keyed(form.token)(application_id=pending.pk, agree=True, settled=settled,
                                             actor=request.actor, at=now())  # fmt: skip
        else:
            restore_entry.keyed(form.token)(entry_id=pk, settled=settled, actor=request.actor, at=now())
        ended = Entry.objects.get(pk=pk)
        text = _("%(label)s 已恢复") % {"label": found.label}
        done(request, " ".join([text, *(f"{_('没能恢复的')}：{each}" for each in ended.missing)]))
        return KINDS[found.kind].url(found.label, found.root_id)

    return form_page(
        request, form, save, title=_("恢复 %(label)s") % {"label": found.label}, back_url=back,
        template="recycling/restore.html", context=_trial(found, form, request.actor),
    )  # fmt: skip


class RestoreForm(Form):
    """One field for each thing that was taken meanwhile."""

    def __init__(self, data: Mapping[str, str] | None = None, *, entry: Entry, **options: object) -> None:
        self.clashes = list(KINDS[entry.kind].clashes(entry))
        super().__init__(data, **options)
        for clash in self.clashes:
            field = RemarkField(label=clash.label, required=True, initial="" if clash.needs_reason else clash.value,
                                help_text=str(clash.text))  # fmt: skip
            field.widget.attrs["class"] = "form-control"
            self.fields[clash.column] = field

    def settled(self) -> dict[str, str]:
        """The given values."""
        return {clash.column: self.values[clash.column] for clash in self.clashes}


def _trial(found: Entry, form: RestoreForm, actor: Actor) -> dict[str, object]:
    """A dry run of the real operation, as far as it is clear what is to be restored."""
    crumbs = [(_("回收站"), reverse("recycling:bin")), (found.label, _url("entry", found))]
    told: dict[str, object] = {"breadcrumb": crumbs, "save_label": _("恢复"), "entry": found, "clashes": form.clashes}
    given = {clash.column: f"{clash.value}-{found.pk}" for clash in form.clashes}
    try:
        trial = restore_entry.dry_run(entry_id=found.pk, settled=given, actor=actor, at=now())
    except DomainError as refusal:
        return told | {"refused": refusal}
    return told | {"effects": trial.effects, "missing": trial.result.missing}


@allowed_to(PURGE)
def purge(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what is lost for good; POST: purge after the number was typed (ORD-044)."""
    found = entry_by_id(request.actor, pk)

    def impact() -> Impact:
        trial = purge_entry.dry_run(entry_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("永久删除 %(label)s？") % {"label": found.label}, intro=found.title, effects=trial.effects,
            do_label=_("永久删除"), keep_label=_("留在回收站"), typed=found.label,
            hint=_("总账分录保留，只写编号"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        purge_entry.keyed(key)(entry_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("%(label)s 已永久删除") % {"label": found.label})
        return reverse("recycling:bin")

    return confirm(request, impact=impact, act=act, back_url=_url("entry", found))


class AskForm(Form):
    """Why it should come back."""

    reason = RemarkField(label=gettext_lazy("理由"), required=True)


@allowed_to(VIEW_BIN)
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """GET and POST: the restore application."""
    found = entry_by_id(request.actor, pk)
    form, back = AskForm(posted(request)), _url("entry", found)

    def save() -> str:
        ask_restore.keyed(form.token)(entry_id=pk, reason=form.values["reason"], actor=request.actor, at=now())
        done(request, _("恢复申请已提交，处理后会通知你"))
        return back

    return form_page(request, form, save, title=_("申请恢复 %(label)s") % {"label": found.label}, back_url=back,
                     context={"save_label": _("提交"), "breadcrumb": [(_("回收站"), reverse("recycling:bin")), (found.label, back)]})  # fmt: skip


class RefuseForm(Form):
    """Why not."""

    answer = RemarkField(label=gettext_lazy("理由"), required=True)


@allowed_to(RESTORE)
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """GET and POST: refuse an application with a reason."""
    asked = applications(request.actor).filter(pk=pk).first()
    if asked is None:
        raise NotFound()
    form, back = RefuseForm(posted(request)), _url("entry", asked.entry)

    def save() -> str:
        decide_restore.keyed(form.token)(application_id=pk, agree=False, answer=form.values["answer"],
                                         actor=request.actor, at=now())  # fmt: skip
        done(request, _("已拒绝，申请人会收到通知"))
        return back

    return form_page(request, form, save, title=_("拒绝恢复 %(label)s") % {"label": asked.entry.label}, back_url=back,
                     context={"save_label": _("拒绝"), "about": [(_("申请人"), asked.asked_by_name), (_("理由"), asked.reason)],
                              "breadcrumb": [(_("回收站"), reverse("recycling:bin")), (asked.entry.label, back)]})  # fmt: skip
