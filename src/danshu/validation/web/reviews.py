"""Pages of the review (数据审核, SYS-011)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.records import record_url
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.ui.detail import Action, Card, DetailPage, Fact
from danshu.ui.formats import datetime_text
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done, warn
from danshu.ui.responses import go, render_page
from danshu.validation.hosts import HOSTS
from danshu.validation.kinds import STANDING, Category, FaultState
from danshu.validation.models import Fault
from danshu.validation.operations.accept_fault import accept_fault
from danshu.validation.operations.assign_fault import assign_fault
from danshu.validation.operations.reopen_fault import reopen_fault
from danshu.validation.operations.review_data import review_data
from danshu.validation.permissions import HANDLE_FAULTS, RUN_REVIEW, VIEW_FAULTS
from danshu.validation.queries import fault_by_id, faults
from danshu.validation.web.forms import AssignForm
from danshu.validation.web.lists import FAULT_STATES, fault_list, fault_url, why

__all__ = ["accept", "assign", "assign_several", "fault", "fault_list", "reopen", "run"]

MOST, LISTED, MOST_REFUSALS = 200, 20, 5


def _path() -> list[tuple[str, str]]:
    return [(_("数据审核"), reverse("validation:fault_list"))]


@allowed_to(VIEW_FAULTS)
def fault(request: ActorRequest, pk: int) -> HttpResponse:
    """One fault: what is wrong with which record, whose task it is, and what became of it."""
    row = fault_by_id(request.actor, pk)
    about = [
        (_("所属记录"), HOSTS[row.host].label), (pgettext("数据问题", "问题"), why(row)),
        (_("类别"), Category(row.category).label), (_("发现时间"), datetime_text(row.since_at)),
    ]  # fmt: skip
    people = [
        (_("负责人"), row.responsible.full_name if row.responsible else "—"),
        (_("整改人"), row.assignee.full_name if row.assignee else "—"),
    ]
    if row.assigned_at:
        people.append((_("分派时间"), datetime_text(row.assigned_at)))
    if row.settled_at:
        people += [(_("了结时间"), datetime_text(row.settled_at)), (_("了结人"), row.settled_by_name or "—")]
    if row.reason:
        people.append((_("原因"), row.reason))
    page = DetailPage(
        title=str(row), status=FAULT_STATES[row.state], subtitle=row.rule.name if row.rule else "",
        actions=_actions(request, row), cards=[Card(title=pgettext("数据问题", "问题"), pairs=about), Card(title=_("处理"), pairs=people)],
        timeline=history("validation.fault", row.pk), breadcrumb=_path(),
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(request: ActorRequest, row: Fault) -> list[Action]:
    made = []
    if url := record_url(row.host, row.record_id, row.number):
        made.append(Action(label=_("打开记录"), url=url, icon="external-link", tone="primary"))
    if not request.actor.can(HANDLE_FAULTS):
        return made
    if row.state in STANDING:
        made.append(Action(label=_("分派"), url=reverse("validation:assign", args=[row.pk]), icon="user-plus"))
        accept_url = reverse("validation:accept", args=[row.pk])
        made.append(Action(label=_("接受"), url=accept_url, method="dialog", icon="check"))
    if row.state == FaultState.ACCEPTED:
        made.append(Action(label=_("重新打开"), url=reverse("validation:reopen", args=[row.pk]), method="post"))
    return made


@allowed_to(HANDLE_FAULTS)
def assign(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask a person to correct one record."""
    row = fault_by_id(request.actor, pk)
    form = AssignForm(
        posted(request), initial={"version": row.version, "assignee": str(row.assignee_id or row.responsible_id or "")}
    )

    def save() -> str:
        assign_fault.keyed(form.token)(
            fault_id=pk, assignee_id=form.cleaned_data["assignee"], version=form.seen_version, actor=request.actor,
            at=now(),
        )  # fmt: skip
        done(request, _("已分派：%(label)s") % {"label": str(row)})
        return fault_url(row)

    subject = [Fact(label=_("记录"), value=str(row)), Fact(label=pgettext("数据问题", "问题"), value=why(row))]
    context = {"breadcrumb": [*_path(), (str(row), fault_url(row))], "subject": subject}
    return form_page(request, form, save, title=_("分派数据问题"), back_url=fault_url(row), context=context)


@allowed_to(HANDLE_FAULTS)
def assign_several(request: ActorRequest) -> HttpResponse:
    """Ask a person to correct the records in ?ids=; each has its result."""
    keys = [int(key) for key in request.GET.get("ids", "").split(",") if key.isdecimal() and len(key) <= 18]
    chosen = list(faults(request.actor).filter(pk__in=keys[:MOST]).order_by("pk"))
    if not chosen:
        raise NotFound
    form, back = AssignForm(posted(request)), reverse("validation:fault_list")

    def save() -> str:
        count, refused = 0, []
        for row in chosen:
            try:
                assign_fault.keyed(f"{form.token}:{row.pk}")(
                    fault_id=row.pk, assignee_id=form.cleaned_data["assignee"], actor=request.actor, at=now()
                )
                count += 1
            except DomainError as refusal:
                refused.append(f"{row}: {refusal}")
        if count:
            done(request, told(with_count("已分派 %(count)s 条"), {"count": count}))
        for text in refused[:MOST_REFUSALS]:
            warn(request, text)
        return back

    about = [(str(row), why(row)) for row in chosen[:LISTED]]
    subject = [Fact(label=_("所选记录"), value=str(len(chosen)))]
    context = {"breadcrumb": _path(), "subject": subject, "about": about}
    return form_page(request, form, save, title=_("分派数据问题"), back_url=back, context=context)


@allowed_to(HANDLE_FAULTS)
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask why, then leave the record as it is."""
    row = fault_by_id(request.actor, pk)

    def impact() -> Impact:
        accept_fault.dry_run(fault_id=pk, reason="-", actor=request.actor, at=now())
        return Impact(
            title=_("接受「%(label)s」的问题？") % {"label": str(row)}, reason="required", danger=False,
            effects=[Effect("validation.accepted", _("记录保持原样，不再要求改正"))], do_label=_("接受"),
            keep_label=_("再看看"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        accept_fault.keyed(key)(fault_id=pk, reason=reason, version=row.version, actor=request.actor, at=now())
        done(request, _("已接受：%(label)s") % {"label": str(row)})
        return fault_url(row)

    return confirm(request, impact=impact, act=act, back_url=fault_url(row))


@require_POST
@allowed_to(HANDLE_FAULTS)
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Let an accepted fault wait again."""
    row = fault_by_id(request.actor, pk)
    reopen_fault(fault_id=pk, actor=request.actor, at=now())
    done(request, _("已重新打开：%(label)s") % {"label": str(row)})
    return go(request, fault_url(row))


@require_POST
@allowed_to(RUN_REVIEW)
def run(request: ActorRequest) -> HttpResponse:
    """Review all data now."""
    found, settled = review_data(actor=request.actor, at=now())
    done(request, _("审核完成：新发现 %(found)s 条，了结 %(settled)s 条") % {"found": found, "settled": settled})
    return go(request, reverse("validation:fault_list"))
