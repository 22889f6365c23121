"""One application for a customer, and the decision about it (CUS-017)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.audit.queries import history
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import queries as parties
from danshu.pool import permissions as rights
from danshu.pool.lifecycle import PickStatus
from danshu.pool.operations.approve_pick import approve_pick
from danshu.pool.operations.refuse_pick import refuse_pick
from danshu.pool.operations.withdraw_pick import withdraw_pick
from danshu.pool.queries import pick_of
from danshu.pool.web import shown
from danshu.pool.web.review_lists import PICKS
from danshu.ui.detail import Action, Card, DetailPage, Link, Notice
from danshu.ui.formats import datetime_text
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.messages import done
from danshu.ui.responses import render_page


@allowed_to(rights.VIEW)
def pick(request: ActorRequest, pk: int) -> HttpResponse:
    """One application: for whom, why, what was decided."""
    found = pick_of(request.actor, pk)
    page = DetailPage(
        title=_("挑入 %(customer)s") % {"customer": found.customer_name},
        status=shown.PICK_STATUSES[found.status],
        subtitle=f"{found.applicant_name} · {datetime_text(found.applied_at)}",
        actions=list(_actions(request, found)),
        notices=list(_notices(found)),
        cards=_cards(request, found),
        timeline=history("pool.pick", found.pk),
        breadcrumb=[(PICKS.title, reverse("pool:pick_list"))],
        neighbours=neighbours(request, PICKS, request.actor, found, shown.pick_url),
    )
    return render_page(request, "pool/page.html", {"page": page})


def _actions(request: ActorRequest, found: Any) -> Iterator[Action]:
    if found.status != PickStatus.APPLIED:
        return
    actor, key = request.actor, [found.pk]
    mine = found.applicant_id == actor.user_id
    if actor.scope(rights.DECIDE_PICKS).covers(unit_id=found.unit_id, owner_id=found.applicant_id):
        why = _("不能审批自己的申请") if mine else ""
        yield Action(label=_("批准"), url=reverse("pool:pick_approve", args=key), method="dialog", tone="primary",
                     icon="check", reason=why)  # fmt: skip
        yield Action(label=_("拒绝"), url=reverse("pool:pick_refuse", args=key), method="dialog", tone="danger",
                     icon="x", reason=why)  # fmt: skip
    if mine and actor.can(rights.PICK):
        yield Action(label=_("撤回"), url=reverse("pool:pick_withdraw", args=key), method="dialog", icon="rotate")


def _notices(found: Any) -> Iterator[Notice]:
    if found.status == PickStatus.REFUSED:
        yield Notice(title=_("申请被拒绝"), text=found.decision_reason, tone="bad")


def _cards(request: ActorRequest, found: Any) -> list[Card]:
    pairs = [(_("申请人"), found.applicant_name), (_("申请理由"), found.reason or "—")]
    if found.decided_at is not None:
        pairs += [(_("审批人"), _("按规则直接挑入") if found.is_direct else found.decided_by_name),
                  (_("审批意见"), found.decision_reason or "—"), (_("审批时间"), datetime_text(found.decided_at))]  # fmt: skip
    if found.customer_owner is None:
        url = reverse("pool:customer", args=[found.customer_id])
    else:
        seen = parties.customers(request.actor).filter(pk=found.customer_id).exists()
        url = shown.customer_url(found) if seen else ""
    link = Link(label=found.customer_name, url=url, note=found.customer_number, icon="users")
    return [Card(title=_("客户"), links=[link]), Card(title=_("申请"), pairs=pairs)]


@allowed_to(rights.DECIDE_PICKS)
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what approving does; POST: do it."""
    found = pick_of(request.actor, pk, rights.DECIDE_PICKS)

    def impact() -> Impact:
        trial = approve_pick.dry_run(request_id=pk, actor=request.actor, at=now())
        facts = {"who": found.applicant_name, "customer": found.customer_name}
        return Impact(
            title=_("批准 %(who)s 挑入 %(customer)s？") % facts, effects=trial.effects, do_label=_("批准挑入"),
            keep_label=_("返回"), reason="optional", reason_label=_("审批意见"), danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        approve_pick.keyed(key)(request_id=pk, reason=reason, version=found.version, actor=request.actor, at=now())
        done(
            request, _("%(who)s 现在负责 %(customer)s") % {"who": found.applicant_name, "customer": found.customer_name}
        )
        return shown.pick_url(found)

    return confirm(request, impact=impact, act=act, back_url=shown.pick_url(found))


@allowed_to(rights.DECIDE_PICKS)
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: ask why; POST: refuse."""
    found = pick_of(request.actor, pk, rights.DECIDE_PICKS)

    def impact() -> Impact:
        trial = refuse_pick.dry_run(request_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("拒绝 %(who)s 的挑入申请？") % {"who": found.applicant_name}, effects=trial.effects,
            do_label=_("拒绝申请"), keep_label=_("返回"), hint=_("客户留在公海，申请人会收到理由"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        refuse_pick.keyed(key)(request_id=pk, reason=reason, version=found.version, actor=request.actor, at=now())
        done(request, _("申请已拒绝"))
        return shown.pick_url(found)

    return confirm(request, impact=impact, act=act, back_url=shown.pick_url(found))


@allowed_to(rights.PICK)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: ask; POST: take one's own application back."""
    found = pick_of(request.actor, pk, rights.PICK)

    def impact() -> Impact:
        trial = withdraw_pick.dry_run(request_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("撤回挑入 %(customer)s 的申请？") % {"customer": found.customer_name}, effects=trial.effects,
            do_label=_("撤回申请"), keep_label=_("返回"), reason="optional", danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        withdraw_pick.keyed(key)(request_id=pk, reason=reason, version=found.version, actor=request.actor, at=now())
        done(request, _("申请已撤回"))
        return shown.pick_url(found)

    return confirm(request, impact=impact, act=act, back_url=shown.pick_url(found))
