"""What becomes of everything that hangs on a customer when it is taken into another one: each module says it for its own.

    move("sales.Order", "customer", what=_("订单"))          # rows follow the customer
    move_reference("files.Note", what=_("备注"))             # rows that know the customer by kind and key
    stays("parties.Merge", "loser")                          # history: names the customer as it was
    rule(Rule(code="billing.accounts", ...))                 # anything else

A test demands such a word for each foreign key that points at a customer, so a new one cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from danshu.kit.actor import Actor
from danshu.parties.merging import moving
from danshu.parties.models import Customer

Text = str | Promise
Moved = Mapping[str, Any]  # code of a rule -> what it noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two locked customers, the one that stays and the one that goes; merge_id names the act, 0 before it."""

    survivor: Customer
    loser: Customer
    merge_id: int
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of thing that follows a customer.

    move(pair, moved) carries it over and returns what undo(pair, noted, moved) needs to bring it back, as JSON; count
    (noted) is the number that people read. moved: what the rules before it noted. conflicts(pair): why it cannot be
    carried over, in words. order: smaller first; undone in the opposite order.
    """

    code: str
    what: Text
    move: Callable[[Pair, Moved], Any]
    undo: Callable[[Pair, Any, Moved], None]
    count: Callable[[Any], int] = len
    conflicts: Callable[[Pair], Sequence[str]] = lambda pair: ()
    order: int = 100


RULES: dict[str, Rule] = {}
SETTLED: set[tuple[str, str]] = set()


def rule(declared: Rule, *, settles: Sequence[tuple[str, str]] = ()) -> Rule:
    """Declare a rule; settles: the (model, foreign key) that it cares for. Raises ValueError for a code taken twice."""
    if declared.code in RULES:
        raise ValueError(f"declared twice: {declared.code}")
    RULES[declared.code] = declared
    SETTLED.update(settles)
    return declared


def move(model: str, via: str, *, what: Text, conflicts: Callable[[Pair], Sequence[str]] = lambda pair: ()) -> Rule:
    """Rows whose foreign key `via` points at the customer follow it."""
    return rule(
        Rule(
            code=f"{model}.{via}", what=what, conflicts=conflicts,
            move=lambda pair, moved: moving.repoint(model, via, pair.loser.pk, pair.survivor.pk, pair.actor, pair.at),
            undo=lambda pair, noted, moved: moving.point_back(
                model, via, noted, pair.survivor.pk, pair.loser.pk, pair.actor, pair.at
            ),
        ),
        settles=[(model, via)],
    )  # fmt: skip


def move_reference(model: str, *, what: Text, once_by: str = "") -> Rule:
    """Rows that know the customer as source_kind and source_id; once_by: what the survivor has already stays behind."""
    return rule(
        Rule(
            code=model, what=what,
            move=lambda pair, moved: moving.refer(model, pair.loser.pk, pair.survivor.pk, once_by=once_by),
            undo=lambda pair, noted, moved: moving.refer_back(model, noted, pair.survivor.pk, pair.loser.pk),
        )
    )  # fmt: skip


def stays(model: str, via: str) -> None:
    """The foreign key keeps naming the customer as it was."""
    SETTLED.add((model, via))


def in_order() -> list[Rule]:
    """All rules, in the order in which they carry over."""
    return sorted(RULES.values(), key=lambda each: each.order)
