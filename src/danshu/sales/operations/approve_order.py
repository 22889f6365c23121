"""Approve an order under review: what it needs is claimed, its amount becomes owed (ORD-019)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import DomainError, IllegalTransition
from danshu.kit.findings import Blocked, Finding, blocking, warnings
from danshu.kit.operation import operation
from danshu.kit.words import with_count
from danshu.parameters.queries import parameters_question
from danshu.sales.changing import change_order
from danshu.sales.confirming import confirm
from danshu.sales.digest import content_digest
from danshu.sales.events import OrderApproved
from danshu.sales.kinds import foresee
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines, stored_draft
from danshu.sales.models import FindingOverride, Order
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.reviewing import may_review
from danshu.sales.rewriting import save_warehouses
from danshu.sales.rules import APPROVE, OrderFacts, evaluate, in_each_language
from danshu.sales.telling import facts_of


class OwnOrder(DomainError):
    """Nobody approves what he created, owns or changed himself (INV-A1)."""

    code, status = "own_order", 403
    message = _("不能审核自己创建或负责的订单 %(number)s")
    way_out = _("请其他审核人处理")


class CompanyNameNotConfirmed(DomainError):
    """The reviewer has to confirm the customer's name (ORD-016)."""

    code, status = "company_name_not_confirmed", 422
    message = _("通过前需要确认：「%(name)s」是客户的正确公司名称")
    way_out = _("核对后勾选确认；名称有误时驳回，由业务员更正")


class WarningsNotConfirmed(DomainError):
    """Warnings must be confirmed one by one before an approval."""

    code = "warnings_not_confirmed"
    message = with_count("有 %(count)s 项提醒需要确认：%(first)s")
    way_out = _("看过后确认，再通过；确认会记录在订单上")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(count=len(findings), first=findings[0].text)


@operation("sales.approve_order", permission=REVIEW_ORDER, label=("审核通过订单", "Approve order"))
def approve_order(
    *,
    order_id: int,
    company_name_confirmed: bool = False,
    confirmed_warnings: Sequence[str] = (),
    comment: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Decide that the order is carried out.

    Raises NotFound, EditConflict or StaleState (a page that is out of date), IllegalTransition, OwnOrder,
    CompanyNameNotConfirmed, Blocked with every blocking finding, WarningsNotConfirmed, and the refusals of what the
    lines claim (StockShort): then nothing has changed.
    """
    order = locked_order(order_id, actor=actor, permission=REVIEW_ORDER, version=version, seen_status=seen_status)
    _require_decidable(order, actor, confirmed=company_name_confirmed)
    lines = order_lines(order)
    seen = foresee(order.unit_id, {line.item_id for line in lines})
    draft = stored_draft(order, lines, at=at, ahead=[parameters_question(), *seen.values()])
    digest = content_digest(draft)
    facts = OrderFacts(draft=draft, stage=APPROVE, actor=actor, at=at, order=order, digest=digest, seen=seen)
    found = evaluate(facts)
    if stopping := blocking(found):
        raise Blocked(stopping)
    if open_warnings := [f for f in warnings(found) if f.code not in confirmed_warnings]:
        raise WarningsNotConfirmed(open_warnings)
    _record_confirmed(facts, warnings(found), comment)
    ids = [line.pk for line in lines]
    draft = confirm(draft, order_id=order.pk, line_ids=ids, number=order.number, actor=actor, at=at,
                    seen=facts.seen)  # fmt: skip
    save_warehouses(lines, draft)
    change_order(
        order, {"approved_at": at, "approved_by_id": actor.user_id, "content_changed_by_ids": None},
        actor=actor, at=at, reason=comment,
        status=OrderStatus.APPROVED,
    )  # fmt: skip
    publish(OrderApproved(**facts_of(order)))
    return order


def _require_decidable(order: Order, actor: Actor, *, confirmed: bool) -> None:
    if order.status != OrderStatus.AWAITING_REVIEW:
        raise IllegalTransition(
            label=order.number, state=OrderStatus(order.status).label, target=OrderStatus.APPROVED.label
        )
    if not may_review(order, actor):
        raise OwnOrder(number=order.number)
    if not confirmed:
        raise CompanyNameNotConfirmed(name=order.customer_name, field="company_name_confirmed")


def _record_confirmed(facts: OrderFacts, confirmed: Sequence[Finding], comment: str) -> None:
    if not confirmed:
        return
    FindingOverride.objects.bulk_create(
        [
            FindingOverride(order=facts.order, code=f.code, digest=facts.digest, text=said[settings.LANGUAGE_CODE][:500],
                            texts=said, reason=comment, by_id=facts.actor.user_id, by_name=facts.actor.name, at=facts.at)
            for f, said in zip(confirmed, in_each_language(facts, confirmed), strict=True)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
