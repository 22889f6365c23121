"""Which category and level the rules find for customers, and what becomes of the proposals (CUS-011)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from danshu.billing.customer_figures import paid_amount
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.versions import touch
from danshu.parties.queries import usable_customers
from danshu.sales.customer_figures import order_count
from danshu.segments.category_tree import Node, tree
from danshu.segments.facts import Window
from danshu.segments.lifecycle import PROPOSAL_LIFECYCLE, ProposalStatus
from danshu.segments.matching import customers_fulfilling
from danshu.segments.models import LevelRule, Proposal
from danshu.segments.score import MONTHS, value_score

REMEMBERED = timedelta(days=90)
LEVEL, CATEGORY = Proposal.Kind.LEVEL, Proposal.Kind.CATEGORY


@dataclass(frozen=True, slots=True)
class Wish:
    """Another value for a customer."""

    customer_id: int
    kind: Proposal.Kind
    old: int | None
    new: int
    facts: dict[str, Any]


def level_rules() -> list[LevelRule]:
    """Rules that ask for something, the highest level first."""
    rules = LevelRule.objects.filter(level__is_valid=True).order_by("rank")
    return [rule for rule in rules if (rule.min_paid, rule.min_orders, rule.min_score) != (None, None, None)]


def wishes(keys: Sequence[int], *, at: datetime) -> list[Wish]:
    """What the rules find for these customers that differs from what they have."""
    rows = usable_customers().filter(pk__in=keys)
    return [*_level_wishes(rows, at), *_category_wishes(rows, keys, at)]


def _level_wishes(rows: QuerySet[Any], at: datetime) -> list[Wish]:
    rules = level_rules()
    if not rules:
        return []
    year = Window(at, MONTHS)
    figures = rows.annotate(
        paid=paid_amount(year.begins_at), orders=order_count(year.first_date), score=value_score(Window(at))
    )
    found = []
    for pk, level, paid, orders, score in figures.order_by("pk").values_list(
        "pk", "level_id", "paid", "orders", "score"
    ):
        wanted = next((rule.level_id for rule in rules if _reaches(rule, paid, orders, score)), None)
        if wanted is not None and wanted != level:
            facts = {"paid": f"{Decimal(paid):.2f}", "orders": orders, "score": int(score)}
            found.append(Wish(pk, LEVEL, level, wanted, facts))
    return found


def _reaches(rule: LevelRule, paid: Decimal, orders: int, score: Decimal) -> bool:
    pairs = ((rule.min_paid, paid), (rule.min_orders, orders), (rule.min_score, score))
    return all(least is None or figure >= least for least, figure in pairs)


def _category_wishes(rows: QuerySet[Any], keys: Sequence[int], at: datetime) -> list[Wish]:
    """The category lowest in the tree whose rule holds; the first in the order of the tree among equals."""
    rules: list[Node] = sorted((node for node in tree() if node.conditions), key=lambda node: -node.level)
    if not rules:
        return []
    wanted: dict[int, Node] = {}
    for node in rules:
        fulfilling = customers_fulfilling(node.conditions, is_all=node.is_all, at=at, rows=rows)
        for pk in fulfilling.order_by().values_list("pk", flat=True):
            wanted.setdefault(pk, node)
    has = dict(rows.filter(pk__in=list(wanted)).values_list("pk", "category_id"))
    return [
        Wish(pk, CATEGORY, has[pk], node.id, {"rule": node.conditions, "is_all": node.is_all})
        for pk, node in sorted(wanted.items())
        if has[pk] != node.id
    ]


def refused_lately(keys: Sequence[int], *, at: datetime) -> set[tuple[int, str, int | None, int]]:
    """What people refused in the last 90 days: the same is not proposed again."""
    rows = Proposal.objects.filter(customer_id__in=keys, status=ProposalStatus.REFUSED, decided_at__gt=at - REMEMBERED)
    return set(rows.values_list("customer_id", "kind", "old_value_id", "new_value_id"))


def propose(wish: Wish, *, actor: Actor, at: datetime) -> Proposal:
    """Keep a wish as a proposal that waits."""
    made = Proposal.objects.create(
        customer_id=wish.customer_id, kind=wish.kind, old_value_id=wish.old, new_value_id=wish.new, facts=wish.facts,
        created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    current_context().changed("segments.proposal", made.pk, label=str(made), changes={"status": (None, made.status)})
    return made


def require_waiting(found: Proposal) -> None:
    """Raise IllegalTransition for a proposal that was decided already."""
    if found.status != ProposalStatus.WAITING:
        PROPOSAL_LIFECYCLE.move(found, ProposalStatus.ACCEPTED)


def settle_proposal(
    found: Proposal, status: ProposalStatus, *, reason: str = "", is_automatic: bool = False, actor: Actor, at: datetime
) -> None:
    """Move a locked proposal to its end. Raises IllegalTransition for one that was decided already."""
    before = found.status
    PROPOSAL_LIFECYCLE.move(found, status)
    found.decided_at, found.decided_by_name, found.is_automatic = at, actor.name, is_automatic
    found.decision_reason = reason[:500]
    fields = ("status", "decided_at", "decided_by_name", "is_automatic", "decision_reason")
    found.save(update_fields=[*fields, *touch(found, actor=actor, at=at)])
    changes = {"status": (before, found.status)}
    current_context().changed("segments.proposal", found.pk, label=str(found), changes=changes, reason=reason)
