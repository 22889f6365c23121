"""Findings as pages show them: what review will say beforehand, and what was checked and is in order (ORD-020)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.findings import Finding, Severity
from danshu.kit.words import clauses
from danshu.sales.digest import content_digest
from danshu.sales.loading import order_lines, stored_draft
from danshu.sales.models import Order
from danshu.sales.rules import APPROVE, OrderFacts, evaluate
from danshu.sales.rules.review import supervision_conditions


def foreseen(facts: OrderFacts, known: Sequence[Finding]) -> list[Finding]:
    """What review will find in an entry that is not submitted yet, as warnings that do not stop it; then what is fine."""
    later = evaluate(replace(facts, stage=APPROVE, digest="")) if facts.draft.lines else []
    codes = {finding.code for finding in known}
    detail = _("可以提交，审核时需要处理")
    coming = [
        replace(f, severity=Severity.WARN, detail=f.detail or detail)
        for f in later
        if f.code not in codes and f.code not in ("supervision", "exceptions")
    ]
    if reasons := supervision_conditions(facts) if facts.draft.lines else []:
        coming.append(Finding("supervision", Severity.WARN, _("提交后需要主管审批"), detail=clauses(reasons)))
    return [*coming, *in_order([*known, *later], facts)]


def in_order(findings: Iterable[Finding], facts: OrderFacts) -> Iterator[Finding]:
    """The checks that found nothing, so that people see what was looked at."""
    codes = {finding.code for finding in findings}
    texts = {
        "stock": _("库存充足"), "price": _("单价都按价格表"), "duplicate": _("未发现重复订单"),
        "credit": _("信用检查通过"),
    }  # fmt: skip
    if not facts.draft.lines:
        return
    if any(line.unit_price != line.list_price or line.entry.discount_rate != 100 for line in facts.draft.lines):
        del texts["price"]  # a discount within the limit is no finding, but it is not the price list either
    for code, text in texts.items():
        if code not in codes:
            yield Finding(code, Severity.OK, text)


def finding_text(order: Order, code: str, actor: Actor) -> str:
    """What a check says of a stored order now; "" when it has nothing to say."""
    draft = stored_draft(order, order_lines(order), at=now())
    facts = OrderFacts(draft=draft, stage=APPROVE, actor=actor, at=now(), order=order, digest=content_digest(draft))
    return next((str(found.text) for found in evaluate(facts) if found.code == code), "")


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag of the review queue: why an order needs a look.

    `why` says it in a sentence where no finding of the automatic checks does.
    """

    text: str
    tone: str
    why: str = ""
