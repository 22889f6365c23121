"""Match one receipt to several orders (FIN-007)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField, Field
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.billing.models import Receipt
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.permissions import MATCH_RECEIPT
from danshu.billing.proposals import AT_MOST, Proposal, proposals
from danshu.billing.queries import receipt_by_number
from danshu.billing.web.finder import order_field
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.money import ZERO
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.parameters.queries import value
from danshu.sales.queries import order_by_number
from danshu.ui.detail import Fact
from danshu.ui.fields import MoneyField, RemarkField, style
from danshu.ui.formats import date_text, decimal_text, money_text, places_of
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done

FREE_ROWS = 2


class OtherOrder(DomainError):
    """A typed order number that does not exist for the person."""

    code, status = "order_unknown", 422
    message = gettext_lazy("没有订单 %(number)s，或不在你的数据范围内")
    way_out = gettext_lazy("核对订单号")


class MatchForm(Form):
    """A row for each proposed order, some for orders the person names, one reason for the differences."""

    reason = RemarkField(label=gettext_lazy("尾差原因"), max_length=200)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, receipt: Receipt, proposed: Sequence[Proposal], actor: Actor,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **kwargs)
        self.proposed = proposed
        for found in proposed:
            number = found.order.number
            self._row(str(found.order.pk), number, initial=found.amount or None)
        for place in range(1, FREE_ROWS + 1):
            label = _("其他订单 %(place)s") % {"place": place}
            self.fields[f"number_{place}"] = order_field(actor, receipt.currency, label=label)
            self.fields[f"number_{place}"].widget.attrs["placeholder"] = _("订单号或客户")
            self._row(f"x{place}", label)
        style(list(self.fields.values()))

    def _row(self, key: str, name: str, initial: Decimal | None = None) -> None:
        labels = (_("%(name)s 核销金额") % {"name": name}, _("%(name)s 核销尾差") % {"name": name})
        self.fields[f"amount_{key}"] = MoneyField(
            label=labels[0], required=False, initial=initial, min_value=Decimal("0.01")
        )
        self.fields[f"off_{key}"] = MoneyField(label=labels[1], required=False, min_value=Decimal("0.01"))

    def rows(self) -> Iterator[tuple[Proposal, BoundField, BoundField]]:
        """The proposed orders with their two inputs."""
        for found in self.proposed:
            yield found, self[f"amount_{found.order.pk}"], self[f"off_{found.order.pk}"]

    def others(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        """The rows for named orders: number, amount, difference."""
        for place in range(1, FREE_ROWS + 1):
            yield self[f"number_{place}"], self[f"amount_x{place}"], self[f"off_x{place}"]

    def entered(self, request: ActorRequest) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
        """Order id -> amount, and order id -> difference. Raises OtherOrder for an unknown number."""
        given = self.values
        keys = {str(found.order.pk): found.order.pk for found in self.proposed}
        for place in range(1, FREE_ROWS + 1):
            number = (given.get(f"number_{place}") or "").strip()
            if number:
                keys[f"x{place}"] = _order_id(request, number, f"number_{place}")
        amounts: dict[int, Decimal] = {}
        offs: dict[int, Decimal] = {}
        for key, pk in keys.items():
            if given.get(f"amount_{key}"):
                amounts[pk] = amounts.get(pk, ZERO) + given[f"amount_{key}"]
            if given.get(f"off_{key}"):
                offs[pk] = offs.get(pk, ZERO) + given[f"off_{key}"]
        return dict(sorted(amounts.items())), dict(sorted(offs.items()))


def _number(field: Field, value: Any) -> Decimal:
    try:
        return max(field.to_python(value) or ZERO, ZERO)
    except ValidationError:
        return ZERO


def _posted_orders(request: ActorRequest) -> list[int]:
    keys = (name.removeprefix("amount_") for name in request.POST if name.startswith("amount_"))
    return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19][:AT_MOST]


def _order_id(request: ActorRequest, number: str, field: str) -> int:
    try:
        return int(order_by_number(request.actor, number.upper()).pk)
    except NotFound:
        raise OtherOrder(number=number, field=field) from None


@allowed_to(MATCH_RECEIPT)
def receipt_match(request: ActorRequest, number: str) -> HttpResponse:
    """GET: open orders this money probably pays; POST: settle all chosen ones in one step."""
    receipt = receipt_by_number(request.actor, number)
    wanted = request.GET.get("order", "")
    form = MatchForm(
        posted(request), receipt=receipt, actor=request.actor, proposed=proposals(receipt, actor=request.actor, also=_posted_orders(request)),
        initial={"number_1": wanted} if wanted else {},
    )  # fmt: skip

    def save() -> str:
        amounts, offs = form.entered(request)
        match_receipt.keyed(form.token)(
            receipt_id=receipt.pk, amounts=amounts, write_offs=offs, reason=form.values["reason"] or "",
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, with_count("已核销 %(count)s 张订单") % {"count": len(amounts)})
        return reverse("billing:receipt", args=[number])

    return form_page(
        request, form, save, title=_("核销收款 %(number)s") % {"number": number},
        back_url=reverse("billing:receipt", args=[number]), template="billing/match.html",
        context={"limit": value("write_off_limit"), "facts": receipt_facts(receipt),
                 **remainder(form, receipt, of="amount_"), "breadcrumb": [(pgettext("列表", "收款"), reverse("billing:receipt_list")),
                                (number, reverse("billing:receipt", args=[number]))],
                 "save_label": _("核销")},
    )  # fmt: skip


def remainder(form: Form, receipt: Receipt, *, of: str) -> dict[str, Any]:
    """The running remainder of the receipt: what the inputs whose names begin with `of` leave now, and how its figures
    look, for the script that keeps it up to date."""
    entered = (form[name] for name in form.fields if name.startswith(of))
    left = receipt.free_amount - sum((_number(bound.field, bound.value()) for bound in entered), ZERO)
    places = places_of(receipt.currency)
    return {"receipt": receipt, "of": of, "is_over": left < ZERO, "places": places,
            "left_text": money_text(abs(left), receipt.currency),
            "before": money_text(ZERO, receipt.currency).removesuffix(decimal_text(ZERO, places))}  # fmt: skip


def receipt_facts(receipt: Receipt) -> list[Fact]:
    """What is to be given out."""
    return [
        Fact(label=_("付款人"), value=receipt.payer_name),
        Fact(label=_("收款日期"), value=date_text(receipt.received_date)),
        Fact(label=_("金额"), value=money_text(receipt.amount, receipt.currency)),
        Fact(label=_("未核销"), value=money_text(receipt.free_amount, receipt.currency)),
    ]
