"""Changes of a decided order that leave its lines alone: contact, delivery, terms, remarks (ORD-014)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.kit.money import ZERO
from danshu.parties.queries import order_customer
from danshu.sales.changing import change_order
from danshu.sales.contact_data import contact_problems
from danshu.sales.drafting import OrderEntry
from danshu.sales.judging import order_problems
from danshu.sales.models import Order
from danshu.sales.preparation import complete_draft, header_problems
from danshu.sales.rating import Rated
from danshu.sales.references import reference_problems
from danshu.sales.reviewing import with_editor
from danshu.sales.roles import TEXTS
from danshu.sales.store import order_tokens


def rewrite_terms(
    order: Order, entry: OrderEntry, stored: OrderEntry, *, changed: Collection[str], actor: Actor, at: datetime
) -> None:
    """Save what stands around the lines; amounts, claims and progress stay as they are, whatever became of the items.

    Raises FieldErrors.
    """
    # whoever may change the order sees its customer's addresses here, whatever his scope over customers
    customer = order_customer(actor=Actor.system(), customer_id=order.customer_id)
    terms = replace(entry, lines=(), order_discount=ZERO, freight=ZERO)
    problems = [
        *header_problems(terms), *contact_problems(terms, stored=stored),
        *reference_problems(terms, customer, actor=actor, stored=stored),
    ]  # fmt: skip
    if problems:
        raise FieldErrors(problems)
    draft = complete_draft(terms, customer, (), rated=Rated(order.currency, order.rate), actor=actor, at=at)
    whole = replace(draft, entry=entry)  # amounts stand as they are
    if problems := order_problems(whole, at=at, order=order, stored=stored):
        raise FieldErrors(problems)
    values = {
        "external_number": entry.external_number, **draft.contact, **draft.delivery, **{name: getattr(entry, name) for name in TEXTS},
        "delivery_region_id": draft.delivery_region or None, "delivery_method_id": entry.delivery_method_id, "payment_terms": str(draft.payment_terms),
        "payment_method": entry.payment_method, "wanted_date": entry.wanted_date,
        "contract_number": entry.contract_number, "remark": entry.remark, "internal_remark": entry.internal_remark,
        "checklist": dict(entry.checklist), "custom": dict(entry.custom), "search_tokens": order_tokens(entry.external_number, draft, order.number),
        "content_changed_by_ids": with_editor(order, changed, actor),
    }  # fmt: skip
    change_order(order, values, actor=actor, at=at)
