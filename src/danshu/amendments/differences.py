"""What differs between two versions of an order, for people: lines side by side, terms, and the amounts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.queries import label_of
from danshu.kit.masking import mask_email, mask_number
from danshu.kit.money import ZERO
from danshu.parties.queries.naming import customer_names
from danshu.sales.lifecycle import PaymentTerms
from danshu.sales.sight import CONTACT, RECIPIENT
from danshu.ui.formats import date_text

LABELS: Mapping[str, str | Promise] = {
    "paying_customer_id": _("付款客户"), "invoice_customer_id": _("收票客户"), "contact_name": _("联系人"),
    "contact_phone": _("联系电话"), "contact_email": _("联系邮箱"), "recipient": _("收货人"),
    "recipient_phone": _("收货电话"), "delivery_address": _("收货地址"), "delivery_method_id": _("配送方式"),
    "payment_terms": _("付款条件"), "wanted_date": _("要求送达"), "remark": _("备注（打印）"),
}  # fmt: skip
AMOUNTS: Mapping[str, str | Promise] = {
    "goods_total": _("商品金额"), "discount_total": _("优惠"), "freight": _("运费"), "tax_total": _("税额"),
    "total": _("应收合计"),
}  # fmt: skip
# which contact data a reader needs to see to read these, and how they are shortened otherwise (PRV-1)
MASKS = {"contact_phone": (CONTACT, mask_number), "contact_email": (CONTACT, mask_email),
         "recipient_phone": (RECIPIENT, mask_number)}  # fmt: skip
TERMS = ("quantity", "unit_price", "discount_rate", "amount", "wanted_date", "remark")


@dataclass(frozen=True, slots=True)
class LineDifference:
    """One line, as it is and as it would be; None on the side where it does not exist."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def line(self) -> Mapping[str, Any]:
        """The side that exists, the new one first."""
        return self.after or self.before or {}

    @property
    def state(self) -> str:
        """ "added", "removed", "changed" or "same"."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return "changed" if self.changed else "same"

    @property
    def changed(self) -> frozenset[str]:
        """Which terms of a line that stays differ."""
        old, new = self.before or {}, self.after or {}
        return frozenset(name for name in TERMS if old.get(name) != new.get(name))

    @property
    def difference(self) -> Decimal:
        """What the line costs more (or less)."""
        return _figure(self.after, "amount") - _figure(self.before, "amount")


@dataclass(frozen=True, slots=True)
class TermDifference:
    """One term around the lines, in words."""

    field: str
    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmountDifference:
    """One of the order's amounts."""

    field: str
    label: str | Promise
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """More or less."""
        return self.after - self.before


def line_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[LineDifference]:
    """All lines in their places, those that go where they stood."""
    old = {line["line_id"]: line for line in before["lines"]}
    new = {line["line_id"] for line in after["lines"]}
    pairs = [LineDifference(old.get(line["line_id"]), line) for line in after["lines"]]
    pairs += [LineDifference(line, None) for key, line in old.items() if key not in new]
    return sorted(pairs, key=lambda pair: pair.line["position"])


def changed_terms(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the terms that differ."""
    return [name for name in LABELS if before["head"].get(name) != after["head"].get(name)]


def term_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], *, seen: Collection[str]
) -> list[TermDifference]:
    """The terms that differ; seen: which contact data the reader sees in full (sales.sight)."""
    names = changed_terms(before, after)
    sides = (before["head"], after["head"])
    customers = customer_names(
        {side[name] for side in sides for name in names if name.endswith("customer_id") and side[name]}
    )

    def said(name: str, value: Any) -> str:
        if name.endswith("customer_id"):
            return customers.get(value, "") or str(_("同签约客户"))
        return _words(name, value, seen)

    return [TermDifference(n, LABELS[n], *(said(n, side[n]) for side in sides)) for n in names]


def _words(name: str, value: Any, seen: Collection[str]) -> str:
    if not value:
        return "—"
    if name == "delivery_method_id":
        return str(label_of(value))
    if name == "payment_terms":
        return str(PaymentTerms(value).label)
    if name == "wanted_date":
        return date_text(date.fromisoformat(value))
    kind, mask = MASKS.get(name, ("", str))
    return str(value) if not kind or kind in seen else mask(str(value))


def amount_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[AmountDifference]:
    """The order's amounts on both sides."""
    for name, label in AMOUNTS.items():
        yield AmountDifference(name, label, _figure(before["totals"], name), _figure(after["totals"], name))


def _figure(side: Mapping[str, Any] | None, name: str) -> Decimal:
    return Decimal(side[name]) if side is not None else ZERO
