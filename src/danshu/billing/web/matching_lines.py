"""Match a receipt to single lines of an order (FIN-007)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.forms import BoundField
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.billing.line_money import LineMoney, line_money
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.permissions import MATCH_RECEIPT
from danshu.billing.queries import receipt_by_number
from danshu.billing.web.matching import receipt_facts, remainder
from danshu.kit.clock import now
from danshu.kit.money import ZERO
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.sales.loading import order_lines
from danshu.sales.queries import order_by_number
from danshu.ui.fields import MoneyField, style
from danshu.ui.formats import money_text
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done


class LinesForm(Form):
    """An amount for each line of the order."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, money: Sequence[LineMoney], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.money = money
        for each in money:
            label = _("第 %(line)s 行核销金额") % {"line": each.line.position}
            self.fields[f"line-{each.line.pk}"] = MoneyField(label=label, required=False, min_value=Decimal("0.01"))
        style(list(self.fields.values()))

    def rows(self) -> Iterator[tuple[LineMoney, BoundField]]:
        """The lines with their inputs."""
        return ((each, self[f"line-{each.line.pk}"]) for each in self.money)

    def entered(self) -> dict[int, Decimal]:
        """Line id -> amount, for those with one."""
        given = {each.line.pk: self.values[f"line-{each.line.pk}"] for each in self.money}
        return {pk: amount for pk, amount in given.items() if amount}


@allowed_to(MATCH_RECEIPT)
def receipt_match_lines(request: ActorRequest, number: str, order_number: str) -> HttpResponse:
    """GET: the lines of an order with what they owe; POST: settle the chosen ones in one step."""
    receipt, order = receipt_by_number(request.actor, number), order_by_number(request.actor, order_number)
    form = LinesForm(posted(request), money=line_money(order, order_lines(order)))

    def save() -> str:
        parts = form.entered()
        match_receipt.keyed(form.token)(
            receipt_id=receipt.pk, amounts={order.pk: sum(parts.values(), ZERO)}, line_amounts={order.pk: parts},
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, with_count("已核销 %(count)s 行") % {"count": len(parts)})
        return reverse("billing:receipt", args=[number])

    crumbs = [
        (pgettext("列表", "收款"), reverse("billing:receipt_list")),
        (number, reverse("billing:receipt", args=[number])),
    ]
    return form_page(
        request, form, save, title=_("按行核销 %(number)s") % {"number": order_number},
        back_url=reverse("billing:receipt_match", args=[number]), template="billing/match_lines.html",
        context={"order": order, **remainder(form, receipt, of="line-"), "facts": receipt_facts(receipt), "breadcrumb": crumbs, "save_label": _("核销"),
                 "freight": money_text(order.freight, order.currency)},
    )  # fmt: skip
