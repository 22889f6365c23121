"""Two customers side by side: the fields that differ, as the actor may read them (CUS-003)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parties import queries, usage
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.merging import choosing
from danshu.parties.merging.registry import Pair
from danshu.parties.models import Customer
from danshu.parties.permissions import MERGE_CUSTOMERS
from danshu.parties.web.shown import shown_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A field whose values differ. is_fixed: the survivor's stays, because approved orders name it (CUS-005)."""

    name: str
    label: str
    ours: str
    theirs: str
    is_taken: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a person looks at before two customers become one."""

    survivor: Customer
    loser: Customer
    rows: list[Row]


def compare(actor: Actor, survivor_id: int, loser_id: int) -> Comparison:
    """Raises NotFound for a customer out of the scope of the right to merge."""
    ours, theirs = (queries.customer(actor, pk, permission=MERGE_CUSTOMERS) for pk in (survivor_id, loser_id))
    raw = Customer.objects.in_bulk([survivor_id, loser_id])
    pair = Pair(survivor=raw[survivor_id], loser=raw[loser_id], merge_id=0, actor=actor, at=now())
    taken, is_fixed = choosing.chosen(pair, None), bool(usage.identity_fixed_by(survivor_id))
    invoices = queries.invoice_of(actor, survivor_id), queries.invoice_of(actor, loser_id)
    rows = []
    for name in choosing.differing(pair):
        own = name.removeprefix(choosing.PREFIX)
        of_invoice = name.startswith(choosing.PREFIX)
        declared = (INVOICE_FIELDS if of_invoice else CUSTOMER_FIELDS)[own]
        left, right = invoices if of_invoice else (ours, theirs)
        if name != "tags":  # those of both stay
            rows.append(
                Row(
                    name=name, label=str(declared.label), ours=_text(declared, left), theirs=_text(declared, right),
                    is_taken=name in taken, is_fixed=is_fixed and name in choosing.IDENTITY,
                )
            )  # fmt: skip
    return Comparison(survivor=ours, loser=theirs, rows=rows)


def _text(declared: Any, record: Any) -> str:
    return str(shown_value(declared, record) or "—")
