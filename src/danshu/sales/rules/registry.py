"""The registry of order rules: small functions that return findings, the same for page, copy, import, API and job (bone 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar, cast

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.findings import Finding, Severity
from danshu.kit.sql import fetch_dicts
from danshu.sales.drafting import OrderDraft
from danshu.sales.kinds import KindLine, KindOrder
from danshu.sales.models import Order

T = TypeVar("T")

SUBMIT, APPROVE = "submit", "approve"
# a change of an approved order: only what the change itself brings about is asked
AMEND = "amend"
STAGES = (SUBMIT, APPROVE, AMEND)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What a rule may look at. `order` is None while the order is not stored yet."""

    draft: OrderDraft
    stage: str
    actor: Actor
    at: datetime
    order: Order | None = None
    digest: str = ""
    line_ids: Sequence[int] = ()
    seen: dict[str, Any] = field(default_factory=dict, compare=False)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """What a rule reads, read once for these facts: telling it in another language asks nothing again."""
        if name not in self.seen:
            self.seen[name] = read()
        return cast(T, self.seen[name])

    def kind_order(self) -> KindOrder:
        """The order as line kinds see it."""
        return KindOrder(
            order_id=self.order.pk if self.order else None,
            number=self.order.number if self.order else "",
            unit_id=self.draft.unit_id,
            warehouse_id=self.draft.warehouse_id,
            customer_id=self.draft.customer.id,
            stage=self.stage,
            seen=self.seen,
        )

    def kind_lines(self) -> list[tuple[str, KindLine]]:
        """The lines as kinds see them, each with its kind's code."""
        ids: Sequence[int | None] = self.line_ids or [None] * len(self.draft.lines)
        return [
            (
                line.item.kind,
                KindLine(line.position, line.item.id, line.item.code, line.item.name, line.item.unit, line.quantity,
                         line.warehouse_id, line_id, line.item.is_stock_managed),
            )
            for line, line_id in zip(self.draft.lines, ids, strict=True)
        ]  # fmt: skip


Rule = Callable[[OrderFacts], Iterable[Finding]]
RULES: dict[str, tuple[frozenset[str], Rule]] = {}
ONLY_WARN: set[str] = set()


def order_rule(code: str, *stages: str, only_warns: bool = False) -> Callable[[Rule], Rule]:
    """Register a rule for stages "submit", "approve" and "amend"; upper modules add theirs. ValueError for a taken code.

    only_warns: it never blocks, so whoever asks for what stops an order need not ask it.
    """

    def register(rule: Rule) -> Rule:
        if code in RULES:
            raise ValueError(f"rule registered twice: {code}")
        RULES[code] = (frozenset(stages), rule)
        if only_warns:
            ONLY_WARN.add(code)
        return rule

    return register


def evaluate(facts: OrderFacts) -> list[Finding]:
    """All findings of a stage, blocks first; a block that somebody with the right has set aside for exactly this
    content is shown as settled."""
    found = [f for _code, (stages, rule) in sorted(RULES.items()) if facts.stage in stages for f in rule(facts)]
    settled = _overrides(facts)
    found = [replace(f, severity=Severity.OK, detail=settled[f.code]) if f.code in settled else f for f in found]
    order = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.OK: 2}
    return sorted(found, key=lambda f: order[f.severity])


def objections(facts: OrderFacts) -> list[Finding]:
    """What stops an order at this stage, without reading for what only warns."""
    asked = (rule for code, (stages, rule) in sorted(RULES.items()) if facts.stage in stages and code not in ONLY_WARN)
    return [finding for rule in asked for finding in rule(facts) if finding.severity == Severity.BLOCK]


def in_each_language(facts: OrderFacts, findings: Sequence[Finding]) -> list[dict[str, str]]:
    """What the findings say by language, as it is kept on the order: whoever confirms them, each reader reads his own."""
    own, told = get_language(), {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            again = findings if language == own else evaluate(facts)
        told[language] = {finding.code: finding.text for finding in reversed(again)}
    return [{language: said.get(each.code, each.text) for language, said in told.items()} for each in findings]


OVERRIDES = "SELECT code, by_name, reason FROM sales_findingoverride WHERE order_id = %s AND digest = %s"


def _overrides(facts: OrderFacts) -> dict[str, str]:
    if facts.order is None or not facts.digest:
        return {}
    asked = [facts.order.pk, facts.digest]
    rows = facts.once(f"sales.overrides {facts.digest}", lambda: fetch_dicts(OVERRIDES, asked))
    text = _("%(who)s 已放行：%(reason)s")
    return {row["code"]: text % {"who": row["by_name"], "reason": row["reason"] or "—"} for row in rows}
