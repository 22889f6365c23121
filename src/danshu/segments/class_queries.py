"""Reading categories, levels and what the rules propose (CUS-011)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from danshu.dictionaries.queries import valid_rows
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.parties.dictionaries import LEVEL
from danshu.parties.queries import customers_by, level_frequencies
from danshu.segments.category_tree import Node, tree
from danshu.segments.lifecycle import ProposalStatus
from danshu.segments.models import LevelRule, Proposal
from danshu.segments.permissions import DECIDE_CLASSES


@dataclass(frozen=True, slots=True)
class Level:
    """A valid level with its rule, if it has one."""

    value: Any
    rule: LevelRule | None
    follow_up_days: int | None


def category(pk: int) -> Node:
    """One valid category. Raises NotFound."""
    found = next((node for node in tree() if node.id == pk), None)
    if found is None:
        raise NotFound
    return found


def category_counts(actor: Actor) -> dict[int, int]:
    """Category -> its customers in scope, those of the categories below it too."""
    own, counts = customers_by(actor, "category_id"), dict[int, int]()
    for node in reversed(tree()):  # each before its parent
        counts[node.id] = counts.get(node.id, 0) + own.get(node.id, 0)
        if node.parent_id is not None:
            counts[node.parent_id] = counts.get(node.parent_id, 0) + counts[node.id]
    return counts


def levels() -> list[Level]:
    """All valid levels, the highest rank first, those without a rule last."""
    rules = {rule.level_id: rule for rule in LevelRule.objects.select_related("price_level")}
    days = level_frequencies()
    found = [Level(row, rules.get(row.pk), days.get(row.pk)) for row in valid_rows(LEVEL)]
    return sorted(found, key=lambda each: each.rule.rank if each.rule else 1000)


def level(pk: int) -> Level:
    """One valid level. Raises NotFound."""
    found = next((each for each in levels() if each.value.pk == pk), None)
    if found is None:
        raise NotFound
    return found


def proposal_rows(actor: Actor) -> QuerySet[Any]:
    """Proposals for customers that exist for the actor."""
    rows = Proposal.objects.visible_to(actor, DECIDE_CLASSES).select_related("old_value", "new_value")
    return rows.annotate(
        customer_name=F("customer__name"), customer_number=F("customer__number"), owner_name=F("customer__owner__full_name")
    )  # fmt: skip


def waiting_proposals(actor: Actor) -> QuerySet[Any]:
    """Those that wait for a decision."""
    return proposal_rows(actor).filter(status=ProposalStatus.WAITING)
