"""The registry of order rules: small functions that return findings, the same for page, copy, import, API and job (bone 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.findings import Finding, Severity
from danshu.sales.drafting import OrderDraft
from danshu.sales.kinds import KindLine, KindOrder
from danshu.sales.models import FindingOverride, Order

SUBMIT, APPROVE = "submit", "approve"
STAGES = (SUBMIT, APPROVE)


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

    def kind_order(self) -> KindOrder:
        """The order as line kinds see it."""
        return KindOrder(
            order_id=self.order.pk if self.order else None,
            number=self.order.number if self.order else "",
            unit_id=self.draft.unit_id,
            warehouse_id=self.draft.warehouse_id,
            customer_id=self.draft.customer.id,
            stage=self.stage,
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


def order_rule(code: str, *stages: str) -> Callable[[Rule], Rule]:
    """Register a rule for stages "submit" and "approve"; upper modules add theirs. ValueError for a taken code."""

    def register(rule: Rule) -> Rule:
        if code in RULES:
            raise ValueError(f"rule registered twice: {code}")
        RULES[code] = (frozenset(stages), rule)
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


def _overrides(facts: OrderFacts) -> dict[str, str]:
    if facts.order is None or not facts.digest:
        return {}
    rows = FindingOverride.objects.filter(order_id=facts.order.pk, digest=facts.digest)
    text = _("%(who)s 已放行：%(reason)s")
    return {row.code: text % {"who": row.by_name, "reason": row.reason or "—"} for row in rows}
