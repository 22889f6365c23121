"""Why a rule proposes something, in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.segments.conditions import conditions_text
from danshu.segments.models import Proposal


def why_text(found: Proposal) -> str:
    """The figures of the last 12 months, or the conditions of the category."""
    facts: dict[str, Any] = found.facts
    if found.kind == Proposal.Kind.CATEGORY:
        return conditions_text(facts.get("rule", []), is_all=facts.get("is_all", True))
    told = {
        "paid": f"{Decimal(facts.get('paid', 0)):,.2f}", "orders": facts.get("orders", 0), "score": facts.get("score", 0),
    }  # fmt: skip
    return _("12 个月到账 %(paid)s、订单 %(orders)s、评分 %(score)s") % told
