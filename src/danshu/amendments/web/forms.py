"""The form of a change order: the order's own terms, whose bill it is, and why (ORD-014, ORD-010)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.amendments.lifecycle import Overpayment
from danshu.amendments.snapshot import Proposal
from danshu.kit.actor import Actor
from danshu.sales.records import Order
from danshu.sales.roles import TEXTS as ROLE_TEXTS
from danshu.sales.web.forms import LINES, OrderForm, stored_head
from danshu.ui.fields import ChoiceField, RemarkField
from danshu.ui.grid import GridSpec, Line

# what a change order never changes: who bought, through which channel, and what the house notes for itself
LEFT_OUT = ("customer", "external_number", "channel", "payment_method", "contract_number", "internal_remark",
            "confirmed_with", "confirmed_by", "confirmed_on", "warehouse",
            *ROLE_TEXTS)  # fmt: skip


class AmendmentForm(OrderForm):
    """The terms as they shall be; lines are entered in the grid."""

    reason = RemarkField(label=_("变更原因"), required=True)
    overpayment = ChoiceField(label=_("多收的款"), choices=Overpayment.choices, initial=Overpayment.REFUND.value)

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor, order: Order, **kwargs: Any) -> None:
        super().__init__(data, actor=actor, order=order, **kwargs)
        for name in LEFT_OUT:
            self.fields.pop(name, None)

    def proposal(self, lines: list[Line]) -> Proposal:
        """What was entered; the form must have been validated."""
        given = self.values
        return Proposal(
            self.entry(lines), given.get("paying_customer") or None, given.get("invoice_customer") or None,
            given.get("overpayment") or Overpayment.REFUND.value,
        )  # fmt: skip


def stored_terms(order: Order) -> dict[str, Any]:
    """The order's terms as initial values; contact data as its reader sees them."""
    return {name: value for name, value in stored_head(order).items() if name not in LEFT_OUT}


def grid_of(number: str) -> GridSpec:
    """The order's line grid, foreseen by the preview of its change."""
    return replace(LINES, preview_url=reverse("amendments:preview", args=[number]))
