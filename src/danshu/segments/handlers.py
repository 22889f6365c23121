"""What other events mean to segments, and what the bin and the history need to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.activities.events import CommunicationRecorded
from danshu.billing.events import MoneyMatched, RefundDone
from danshu.dictionaries.registry import after_withdrawal
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.events import consequence, handles
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.kit.sources import SourceLabel, source_labels
from danshu.parties.dictionaries import CATEGORY, LEVEL
from danshu.parties.events import CustomerChanged, CustomerCreated, CustomerInvalidated, CustomerRestored
from danshu.parties.opening import any_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.recycling.registry import part
from danshu.sales.events import OrderApproved, OrderCancelled, OrderReopened
from danshu.segments import known_facts, merging
from danshu.segments.facts import Group
from danshu.segments.lifecycle import ProposalStatus
from danshu.segments.models import ContactGroup, LevelRule, Proposal, Segment
from danshu.segments.operations.follow_customer import follow_customer
from danshu.segments.proposing import settle_proposal

__all__ = ["known_facts", "merging"]

EVERYTHING = tuple(Group.values)


def _follow(customer_id: int, groups: Sequence[str]) -> None:
    follow_customer(customer_id=customer_id, groups=groups, actor=Actor.system(), at=now())


@handles(CustomerCreated, name="segments.customer_created")
def meet_new_customer(delivery: dict[str, Any]) -> None:
    """A new customer may belong to any of them."""
    _follow(SourceRef.parse(delivery["aggregate"]).pk, EVERYTHING)


@handles(CustomerChanged, name="segments.customer_changed")
def follow_changed_customer(delivery: dict[str, Any]) -> None:
    """Fields of the customer, the day of the last contact among them."""
    _follow(SourceRef.parse(delivery["aggregate"]).pk, (Group.CUSTOMER, Group.COMMUNICATION))


@handles(CustomerInvalidated, name="segments.customer_invalidated")
def leave_with_the_customer(delivery: dict[str, Any]) -> None:
    """An invalid customer fulfils no condition."""
    _follow(SourceRef.parse(delivery["aggregate"]).pk, EVERYTHING)


@handles(CustomerRestored, name="segments.customer_restored")
def meet_restored_customer(delivery: dict[str, Any]) -> None:
    """Much may have happened while he lay in the bin."""
    _follow(SourceRef.parse(delivery["aggregate"]).pk, EVERYTHING)


@handles(MoneyMatched, name="segments.money_matched")
def follow_money_in(delivery: dict[str, Any]) -> None:
    """His payment was credited."""
    _follow(delivery["payload"]["customer_id"], (Group.VALUE,))


@handles(RefundDone, name="segments.refund_done")
def follow_money_out(delivery: dict[str, Any]) -> None:
    """Money went back to him."""
    if delivery["payload"].get("customer_id"):
        _follow(delivery["payload"]["customer_id"], (Group.VALUE,))


@handles(CommunicationRecorded, name="segments.communication_recorded")
def follow_contact(delivery: dict[str, Any]) -> None:
    """Somebody was in touch with him."""
    _follow(delivery["payload"]["customer_id"], (Group.COMMUNICATION,))


@consequence(CustomerInvalidated)
def settle_with_the_customer(event: CustomerInvalidated, *, actor: Actor, at: datetime) -> None:
    """Nobody decides about the class of an invalid customer."""
    rows = Proposal.objects.filter(customer_id=event.aggregate.pk, status=ProposalStatus.WAITING)
    for each in lock(rows):
        settle_proposal(each, ProposalStatus.OUTDATED, actor=actor, at=at)


def _settle_with_the_value(value_id: int, actor: Actor, at: datetime) -> None:
    """Nobody decides about a category or level that can no more be chosen."""
    for each in lock(Proposal.objects.filter(new_value_id=value_id, status=ProposalStatus.WAITING)):
        settle_proposal(each, ProposalStatus.OUTDATED, actor=actor, at=at)


for _dictionary in (CATEGORY, LEVEL):
    after_withdrawal(_dictionary, _settle_with_the_value)


@consequence(CustomerChanged)
def bring_the_price_level(event: CustomerChanged, *, actor: Actor, at: datetime) -> None:
    """A level brings its price level, unless the customer's own was agreed with him (CUS-011)."""
    if "level" not in event.fields or "price_level" in event.fields:
        return
    brought = dict(LevelRule.objects.filter(price_level__isnull=False).values_list("level_id", "price_level_id"))
    if not brought:
        return
    customer = any_customer(event.aggregate.pk, even_invalid=True)
    wanted = brought.get(customer.level_id or 0)
    free = customer.price_level_id is None or customer.price_level_id in brought.values()
    if wanted is not None and free and customer.price_level_id != wanted and customer.is_valid:
        reason = _("随客户级别")
        edit_customer.within(
            customer_id=customer.pk,
            changes={"price_level": wanted},
            reason=reason,
            asks_referrer=False,
            actor=actor,
            at=at,
        )


def _follow_order(delivery: dict[str, Any]) -> None:
    _follow(delivery["payload"]["customer_id"], (Group.ORDER, Group.VALUE))


for _event, _name in (
    (OrderApproved, "segments.order_approved"),
    (OrderCancelled, "segments.order_cancelled"),
    (OrderReopened, "segments.order_reopened"),
):
    handles(_event, name=_name)(_follow_order)


def _segment_labels(pks: Sequence[int]) -> dict[int, SourceLabel]:
    rows = Segment.objects.filter(pk__in=pks)
    return {row.pk: SourceLabel(row.name, reverse("segments:segment", args=[row.pk])) for row in rows}


def _group_labels(pks: Sequence[int]) -> dict[int, SourceLabel]:
    rows = ContactGroup.objects.filter(pk__in=pks, is_public=True)
    return {row.pk: SourceLabel(row.name, reverse("segments:group", args=[row.pk])) for row in rows}


source_labels("segments.segment", _segment_labels)
source_labels("segments.group", _group_labels)
part("parties.customer", "segments.Member", via="customer")
part("parties.customer", "segments.Proposal", via="customer")
part("parties.customer", "segments.GroupedContact", via="contact", parent="parties.Contact")
