"""One change order: both versions, what it does, and the decision (ORD-019)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.amendments.models import Amendment
from danshu.amendments.operations.accept_amendment import accept_amendment
from danshu.amendments.operations.reject_amendment import reject_amendment
from danshu.amendments.operations.withdraw_amendment import withdraw_amendment
from danshu.amendments.permissions import DECIDE, PROPOSE
from danshu.amendments.queries import amendment_by_number
from danshu.amendments.rules import may_decide
from danshu.amendments.telling import page_of
from danshu.amendments.web.lists import AMENDMENTS, amendment_url
from danshu.amendments.web.printing import print_actions, print_cards
from danshu.amendments.web.sheet import needs
from danshu.amendments.web.shown import compared
from danshu.amendments.web.statuses import AMENDMENT_STATUSES
from danshu.audit.queries import history
from danshu.files.web.part import attachments
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.findings import Blocked
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.loading import order_lines
from danshu.sales.permissions import SUPERVISE_ORDER, VIEW_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order
from danshu.sales.sight import kinds_seen
from danshu.ui.detail import Action, Card, DetailPage, Link, Notice, Step
from danshu.ui.formats import datetime_text, money_text
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page


@allowed_to(VIEW_ORDER)
def amendment_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one change order with its two versions; while it waits, what accepting it would do now."""
    found = amendment_by_number(request.actor, number)
    order = order_by_number(request.actor, found.order.number)
    page = DetailPage(
        title=found.number,
        status=AMENDMENT_STATUSES[found.status],
        subtitle=order.customer_name,
        actions=[*_actions(found, order, request.actor), *print_actions(found, order, request.actor)],
        steps=_steps(found),
        steps_label=_("变更进度"),
        notices=list(_notices(found, order, request.actor)),
        cards=[*_cards(found, order), *print_cards(found, order, request.actor)],
        parts=[attachments(request, "amendments.amendment", found.pk)],
        timeline=history("amendments.amendment", found.pk),
        breadcrumb=[(_("销售"), reverse("sales:order_list")),
                    (pgettext("列表", "变更单"),
                     back_url(request, "amendments.amendments", reverse("amendments:amendment_list")))],
        neighbours=neighbours(request, AMENDMENTS, request.actor, found, amendment_url),
    )  # fmt: skip
    shipped = {line.pk: line.shipped_quantity for line in order_lines(order)}
    both = compared(found.before, found.after, seen=kinds_seen(order), shipped=shipped)
    context: dict[str, Any] = {"page": page, "order": order, "amendment": found, "compared": both,
                               "currency": found.currency, "foreseen": found.is_open}  # fmt: skip
    if found.is_open:
        context |= _foreseen(found)
    return render_page(request, "amendments/amendment.html", context)


def _foreseen(found: Amendment) -> dict[str, Any]:
    """What the acceptance would do, from a dry run of it, whoever looks."""
    told: dict[str, Any] = {"needs": needs(found), "effects": ()}
    try:
        told["effects"] = accept_amendment.dry_run(amendment_id=found.pk, actor=Actor.system(), at=now()).effects
    except Blocked as refusal:
        told["stops"] = refusal.findings
    except DomainError as refusal:
        told["refusal"] = refusal
    return told


def _actions(found: Amendment, order: Order, actor: Actor) -> Iterator[Action]:
    if not found.is_open:
        return
    number = [found.number]
    if actor.can(DECIDE):
        reason = "" if may_decide(order, found, actor) else _("不能审核自己提出或负责的变更")
        if found.conditions and not actor.can(SUPERVISE_ORDER):
            reason = reason or _("需要主管审批")
        yield Action(label=_("通过"), url=reverse("amendments:accept", args=number), method="dialog", tone="primary",
                     reason=reason)  # fmt: skip
        yield Action(label=_("驳回"), url=reverse("amendments:reject", args=number), method="dialog", tone="danger")
    if actor.can(PROPOSE) and found.proposed_by_id == actor.user_id:
        yield Action(label=_("撤回"), url=reverse("amendments:withdraw", args=number), method="dialog")


def _steps(found: Amendment) -> list[Step]:
    proposed = f"{found.proposed_by_name} {datetime_text(found.proposed_at)}"
    first = Step(label=_("已提出"), note=proposed, state="done")
    if found.is_open:
        return [
            first,
            Step(label=_("审核"), note=str(AMENDMENT_STATUSES[found.status]), state="now"),
            Step(label=_("生效"), note="—"),
        ]
    decided = f"{found.decided_by_name} {datetime_text(found.decided_at)}"
    if found.status == "accepted":
        return [first, Step(label=_("审核"), note=decided, state="done"),
                Step(label=_("生效"), note=datetime_text(found.decided_at), state="done")]  # fmt: skip
    return [first, Step(label=str(found.get_status_display()), note=decided, state="bad")]


def _notices(found: Amendment, order: Order, actor: Actor) -> Iterator[Notice]:
    if found.is_open and found.conditions:
        text = found.why_supervised
        yield Notice(title=_("需要主管审批"), text=text)
    if found.status == "rejected":
        yield Notice(title=_("审核人驳回了这张变更单"), text=found.decision_reason, tone="bad")


def _cards(found: Amendment, order: Order) -> list[Card]:
    pairs = [(_("变更原因"), found.reason), (_("提出人"), found.proposed_by_name)]
    if found.decided_at is not None:
        pairs += [(_("审核人"), found.decided_by_name), (_("审核意见"), found.decision_reason or "—")]
    if found.difference < 0:
        pairs.append((_("多收的款"), str(found.get_overpayment_display())))
    link = Link(label=order.number, url=reverse("sales:order", args=[order.number]), icon="file-text",
                note=money_text(order.total, order.currency))  # fmt: skip
    return [Card(title=_("订单"), links=[link]), Card(title=_("变更说明"), pairs=pairs)]


@allowed_to(DECIDE)
def accept(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what accepting does; POST: do it."""
    found = amendment_by_number(request.actor, number, DECIDE)

    def impact() -> Impact:
        trial = accept_amendment.dry_run(amendment_id=found.pk, actor=request.actor, at=now())
        facts = {"before": money_text(found.total_before, found.currency),
                 "after": money_text(found.total_after, found.currency)}  # fmt: skip
        return Impact(
            title=_("通过变更单 %(number)s？") % {"number": number},
            intro=_("应收合计从 %(before)s 变为 %(after)s") % facts if found.difference else _("金额不变"),
            effects=trial.effects, do_label=_("通过变更"), keep_label=_("返回"), reason="optional",
            reason_label=_("审核意见"), danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        accept_amendment.keyed(key)(
            amendment_id=found.pk, reason=reason, version=found.version, actor=request.actor, at=now()
        )
        done(request, _("变更单 %(number)s 已生效") % {"number": number})
        return page_of(number)

    return confirm(request, impact=impact, act=act, back_url=page_of(number))


@allowed_to(DECIDE)
def reject(request: ActorRequest, number: str) -> HttpResponse:
    """GET: ask why; POST: refuse."""
    found = amendment_by_number(request.actor, number, DECIDE)

    def impact() -> Impact:
        trial = reject_amendment.dry_run(amendment_id=found.pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("驳回变更单 %(number)s？") % {"number": number}, effects=trial.effects, do_label=_("驳回变更"),
            keep_label=_("返回"), hint=_("订单保持现在的内容，提出人会收到原因"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        reject_amendment.keyed(key)(
            amendment_id=found.pk, reason=reason, version=found.version, actor=request.actor, at=now()
        )
        done(request, _("变更单 %(number)s 已驳回") % {"number": number})
        return page_of(number)

    return confirm(request, impact=impact, act=act, back_url=page_of(number))


@allowed_to(PROPOSE)
def withdraw(request: ActorRequest, number: str) -> HttpResponse:
    """GET: ask; POST: take the proposal back."""
    found = amendment_by_number(request.actor, number, PROPOSE)

    def impact() -> Impact:
        trial = withdraw_amendment.dry_run(amendment_id=found.pk, actor=request.actor, at=now())
        return Impact(
            title=_("撤回变更单 %(number)s？") % {"number": number}, effects=trial.effects, do_label=_("撤回变更"),
            keep_label=_("返回"), reason="optional", hint=_("订单保持现在的内容"), danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        withdraw_amendment.keyed(key)(
            amendment_id=found.pk, reason=reason, version=found.version, actor=request.actor, at=now()
        )
        done(request, _("变更单 %(number)s 已撤回") % {"number": number})
        return page_of(number)

    return confirm(request, impact=impact, act=act, back_url=page_of(number))
