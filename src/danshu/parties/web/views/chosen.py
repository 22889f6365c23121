"""The customers that a batch page was opened for: those in reach, and those asked for that are not (COM-004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest
from danshu.kit.words import told, with_count
from danshu.parties import queries
from danshu.parties.batches import MAX_BATCH, Result
from danshu.parties.errors import TooManySelected
from danshu.ui.detail import Fact
from danshu.ui.messages import warn

MOST_REFUSALS = 5
LONGEST = 18  # digits: no longer number is the key of a record


@dataclass(frozen=True, slots=True)
class Chosen:
    """rows: (key, number, name, owner) in reach; missing: what was asked for besides, as it stood in the address."""

    rows: Sequence[tuple[int, str, str, str]]
    missing: Sequence[str]

    @property
    def keys(self) -> list[int]:
        return [row[0] for row in self.rows]

    @property
    def facts(self) -> list[Fact]:
        """How many there are, and how many of those asked for stay as they are."""
        facts = [Fact(label=_("所选客户"), value=str(len(self.rows)))]
        if self.missing:
            facts.append(Fact(label=_("不存在或不在数据范围内，不会处理"), value=str(len(self.missing))))
        return facts

    def tell_refused(self, request: ActorRequest, results: Sequence[Result]) -> None:
        """Name each customer that stayed unchanged, and why; beyond a few only how many more there are."""
        names = {row[0]: f"{row[1]} {row[2]}" for row in self.rows}
        refused = [f"{names.get(row['id'], row['id'])}: {row['reason']}" for row in results if not row["done"]]
        refused += [f"{text}: {_('记录不存在，或不在你的数据范围内')}" for text in self.missing]
        for text in refused[:MOST_REFUSALS]:
            warn(request, text)
        if (more := len(refused) - MOST_REFUSALS) > 0:
            warn(request, told(with_count("还有 %(count)s 家没有处理"), {"count": more}))


def read_chosen(request: ActorRequest, actor: Actor, permission: str) -> Chosen:
    """The customers in ?ids= that a permission reaches.

    Raises NotFound when it reaches none of them, TooManySelected above 500.
    """
    asked = list(dict.fromkeys(text.strip() for text in request.GET.get("ids", "").split(",") if text.strip()))
    if len(asked) > MAX_BATCH:
        raise TooManySelected(limit=MAX_BATCH, count=len(asked))
    keys = {text: int(text) for text in asked if text.isdecimal() and len(text) <= LONGEST}
    rows = queries.chosen_customers(actor, list(keys.values()), permission)
    if not rows:
        raise NotFound
    found = {row[0] for row in rows}
    return Chosen(rows, [text[:40] for text in asked if keys.get(text) not in found])
