"""One review: the values now and wanted side by side, and the decision (CUS-006)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.audit.queries import history
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import queries as parties
from danshu.parties.deeds import Deed
from danshu.parties.web.customer_page import profile
from danshu.ui.detail import Action, Card, DetailPage, Link, Notice, Step
from danshu.ui.formats import datetime_text
from danshu.ui.lists import neighbours
from danshu.ui.responses import render_page
from danshu.vetting import permissions as rights
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.queries import review_of
from danshu.vetting.rules import is_own
from danshu.vetting.web import shown
from danshu.vetting.web.lists import REVIEWS
from danshu.vetting.wording import lines_of


@allowed_to(rights.VIEW)
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """What was submitted, what it does, what was decided."""
    found = review_of(request.actor, pk)
    page = DetailPage(
        title=_title(found),
        status=shown.STATUSES[found.status],
        subtitle=f"{shown.applicant_of(found)} · {datetime_text(found.applied_at)}",
        actions=list(_actions(request.actor, found)),
        steps=_steps(found),
        steps_label=_("审核进度"),
        notices=list(_notices(found)),
        cards=_cards(request.actor, found),
        timeline=history("vetting.review", found.pk),
        breadcrumb=[(REVIEWS.title, reverse("vetting:reviews"))],
        neighbours=neighbours(request, REVIEWS, request.actor, found, shown.review_url),
    )
    return render_page(
        request, "vetting/review.html", {"page": page, "review": found, **_content(request.actor, found)}
    )


def _title(found: Any) -> str:
    words = {
        Deed.ENTRY: _("新建客户 %(customer)s"), Deed.CHANGE: _("修改客户 %(customer)s"),
        Deed.DELETION: _("删除客户 %(customer)s"),
    }  # fmt: skip
    return words[Deed(found.deed)] % {"customer": found.customer_name}


def _content(actor: Actor, found: Any) -> dict[str, Any]:
    """A change side by side; of a new customer all that was entered; what approving would do now."""
    content: dict[str, Any] = {"lines": lines_of(found.pairs)}
    if found.deed == Deed.ENTRY:
        content["groups"] = _entered(actor, found)
    if found.is_open:
        content |= _foreseen(found)
    return content


def _entered(actor: Actor, found: Any) -> list[Any]:
    """The fields of a new customer that are filled, as this actor may read them."""
    try:
        record = parties.customer(actor, found.customer_id)
    except NotFound:
        return []
    groups = profile(actor, record, parties.invoice_of(actor, found.customer_id))
    return [(title, filled) for title, pairs in groups if (filled := [pair for pair in pairs if pair[1]])]


def _foreseen(found: Any) -> dict[str, Any]:
    """What the approval would do, from a dry run of it, whoever looks."""
    try:
        trial = approve_review.dry_run(review_id=found.pk, actor=Actor.system(), at=now())
    except DomainError as refusal:
        return {"refusal": refusal}
    return {"effects": trial.effects}


def _actions(actor: Actor, found: Any) -> Iterator[Action]:
    if not found.is_open:
        return
    mine = is_own(found, actor)
    if actor.scope(rights.DECIDE).covers(unit_id=found.unit_id, owner_id=found.owner_id):
        why = _("不能审核自己提交的申请") if mine and not actor.can(rights.DECIDE_OWN) else ""
        yield Action(label=_("通过"), url=_decision("approve", found), method="dialog", tone="primary", icon="check",
                     key="A", reason=why)  # fmt: skip
        yield Action(label=_("拒绝"), url=_decision("refuse", found), method="dialog", tone="danger", icon="x",
                     reason=why)  # fmt: skip
    if mine:
        yield Action(label=_("撤回"), url=_decision("withdraw", found), method="dialog", icon="rotate")


def _decision(act: str, found: Any) -> str:
    """Carries what the person has seen, so that he decides about nothing else (COM-012, INV-A1)."""
    seen = f"?version={found.version}"
    if found.deed == Deed.ENTRY and act == "approve":
        seen += f"&customer={found.customer_version}"
    return reverse(f"vetting:{act}", args=[found.pk]) + seen


def _steps(found: Any) -> list[Step]:
    first = Step(label=_("已提交"), note=f"{shown.applicant_of(found)} {datetime_text(found.applied_at)}", state="done")
    if found.is_open:
        return [first, Step(label=_("审核"), note=_("等待审核"), state="now"), Step(label=_("生效"), note="—")]
    decided = f"{found.decided_by_name} {datetime_text(found.decided_at)}"
    if found.status == "approved":
        return [first, Step(label=_("审核"), note=decided, state="done"),
                Step(label=_("生效"), note=datetime_text(found.decided_at), state="done")]  # fmt: skip
    return [first, Step(label=str(found.get_status_display()), note=decided, state="bad")]


def _notices(found: Any) -> Iterator[Notice]:
    if found.status == "refused":
        yield Notice(title=_("没有通过审核"), text=found.decision_reason, tone="bad")


def _cards(actor: Actor, found: Any) -> list[Card]:
    pairs = [(_("申请"), str(found.get_deed_display())), (_("申请人"), shown.applicant_of(found)),
             (_("提交时间"), datetime_text(found.applied_at)), (_("申请理由"), found.reason or "—")]  # fmt: skip
    if found.duplicate_reason:
        pairs.append((_("允许重复的理由"), found.duplicate_reason))
    if found.decided_at is not None:
        pairs += [(_("审核人"), found.decided_by_name), (_("审核意见"), found.decision_reason or "—"),
                  (_("审核时间"), datetime_text(found.decided_at))]  # fmt: skip
    seen = parties.customers(actor).filter(pk=found.customer_id).exists()
    link = Link(label=found.customer_name, url=shown.customer_url(found) if seen else "", note=found.customer_number,
                icon="users")  # fmt: skip
    return [Card(title=_("客户"), links=[link]), Card(title=_("申请"), pairs=pairs)]
