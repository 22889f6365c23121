"""Taking an intake back: new customers go to the recycle bin, updated ones get their values back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.exchange.importing import Action, Imported, Kept, Ref
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.parties import usage
from danshu.parties.events import CustomerDeleted
from danshu.parties.intake.changing import set_credit_values
from danshu.parties.models import Customer
from danshu.parties.operations.delete_customer import filing
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.reviewing import deletion_waits
from danshu.recycling.binning import put_many_into_bin

TERMS: dict[str, Callable[[Any], Any]] = {"credit_limit": Decimal, "payment_terms_days": int}


def undo_customers(groups: Sequence[Imported], *, actor: Actor, at: datetime) -> list[list[Kept]]:
    """Undo the customers of an import; what was changed or used since stays, with the reason."""
    keys = [ref.pk for group in groups for ref in group.refs]
    stored = {row.pk: row for row in lock(Customer.objects.alive().filter(pk__in=keys))}
    used = usage.usages(keys)
    gone: list[Customer] = []
    kept = [[k for ref in g.refs if (k := _undo(ref, stored, used, gone, actor, at))] for g in groups]
    if gone:
        filings = [filing(customer, pgettext("原因", "撤销导入")) for customer in gone]
        put_many_into_bin("parties.customer", filings, actor=actor, at=at)
    return kept


def _undo(
    ref: Ref, stored: dict[int, Customer], used: dict[int, list[str]], gone: list[Customer], actor: Actor, at: datetime
) -> Kept | None:
    customer = stored.get(ref.pk)
    if customer is None:
        return Kept(ref, _("已经不存在"))
    if customer.version != ref.version:
        facts = {"user": customer.updated_by_name, "time": f"{customer.updated_at:%m-%d %H:%M}"}
        return Kept(ref, _("%(user)s 在 %(time)s 修改过") % facts)
    if ref.action == Action.UPDATED:
        return _restore(ref, actor, at)
    if places := used.get(ref.pk):
        return Kept(ref, _("已有 %(places)s") % {"places": usage.listed(places)})
    try:
        if deletion_waits(customer, reason=pgettext("原因", "撤销导入"), actor=actor, at=at):
            return Kept(ref, _("删除等待审核"))
    except DomainError as refusal:
        return Kept(ref, refusal.text)
    gone.append(_to_bin(customer, actor, at))
    return None


def _restore(ref: Ref, actor: Actor, at: datetime) -> Kept | None:
    before = dict(ref.before or {})
    custom = before.pop("custom", None)
    credit = {name: TERMS[name](before.pop(name)) for name in TERMS if name in before}
    why, waits = pgettext("原因", "撤销导入"), False
    try:
        if before or custom:
            edited = edit_customer.within(
                customer_id=ref.pk, changes=before, custom=custom, duplicate_reason=why, reason=why, actor=actor, at=at
            )
            waits = bool(edited.held_back)
        if credit:
            set_credit_values(Customer.objects.get(pk=ref.pk), credit, reason=why, actor=actor, at=at)
    except DomainError as refusal:
        return Kept(ref, refusal.text)
    return Kept(ref, _("改回的资料等待审核")) if waits else None


def _to_bin(customer: Customer, actor: Actor, at: datetime) -> Customer:
    current_context().changed(
        "parties.customer", customer.pk, label=str(customer), changes={"is_deleted": (False, True)},
        reason=pgettext("原因", "撤销导入"), action="parties.delete_customer",
    )  # fmt: skip
    publish(CustomerDeleted(aggregate=SourceRef("parties.customer", customer.pk), version=customer.version))
    return customer
