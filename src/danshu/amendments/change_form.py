"""The printed change order: what the order was, what it becomes, and the difference (ORD-014, DOC-001)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.amendments.differences import MASKS, LineDifference, amount_differences, line_differences, term_differences
from danshu.amendments.lifecycle import AmendmentStatus
from danshu.amendments.models import Amendment
from danshu.printing.documents import CENTRE, RIGHT, Column, Pair, Sheet, Sum
from danshu.sales.records import Order
from danshu.sales.sight import CONTACT, RECIPIENT
from danshu.ui.formats import amount_text, date_text, discount_text, money_text, price_text, quantity_text, unit_text

S = AmendmentStatus
ENDED = (S.REJECTED, S.WITHDRAWN)
ARROW = " → "


def change_sheet(found: Amendment, order: Order) -> Sheet:
    """The change order as a document, in the active language; lines that stay as they are are left out."""
    pairs = [pair for pair in line_differences(found.before, found.after) if pair.state != "same"]
    return Sheet(
        title=_("订单变更单"),
        number=found.number,
        pairs=[*_head(found, order), *_terms(found)],
        columns=_columns(found.currency),
        rows=[_row(pair, found.currency) for pair in pairs],
        sums=list(_sums(found)),
        notes=[_("变更原因：%(text)s") % {"text": found.reason}, *_decision(found)],
        signs=[_("供方（盖章）："), _("需方（盖章）："), _("签订日期：")],
        watermark=_("未审核") if found.is_open else "",
    )


def _head(found: Amendment, order: Order) -> list[Pair]:
    return [
        Pair(_("客户"), order.customer_name, wide=True),
        Pair(_("订单号"), order.number),
        Pair(_("状态"), str(found.get_status_display())),
        Pair(_("提出"), f"{found.proposed_by_name}　{date_text(found.proposed_at)}"),
        Pair(_("生效日期"), date_text(found.decided_at) if found.status == S.ACCEPTED else "—"),
    ]


def _terms(found: Amendment) -> Iterator[Pair]:
    """Each term around the lines that differs, contact data shortened for readers who do not see it (PRV-1)."""
    in_full = term_differences(found.before, found.after, seen=(CONTACT, RECIPIENT))
    shortened = term_differences(found.before, found.after, seen=())
    for whole, short in zip(in_full, shortened, strict=True):
        kind = MASKS.get(whole.field, ("", None))[0]
        private = {kind: f"{short.before}{ARROW}{short.after}"} if kind else {}
        yield Pair(str(whole.label), f"{whole.before}{ARROW}{whole.after}", wide=True, private=private)


def _columns(currency: str) -> list[Column]:
    money = _("元") if currency == "CNY" else currency
    return [
        Column(_("序"), 9, CENTRE), Column(_("变更"), 14, CENTRE), Column(_("编码"), 22), Column(_("品名")),
        Column(_("原来"), 34, RIGHT), Column(_("变更为"), 34, RIGHT, strong=True),
        Column(_("金额差（%(currency)s）") % {"currency": money}, 24, RIGHT),
    ]  # fmt: skip


def _row(pair: LineDifference, currency: str) -> list[str]:
    words = {"added": _("新增"), "removed": _("去掉"), "changed": _("修改")}
    line = pair.line
    return [
        str(line["position"]), words[pair.state], line["code"], line["name"], _side(pair.before), _side(pair.after),
        amount_text(pair.difference, currency),
    ]  # fmt: skip


def _side(side: Mapping[str, Any] | None) -> str:
    """Quantity, price and discount of a line, with its wanted day and remark below; "—" where there is none."""
    if side is None:
        return "—"
    rate = Decimal(side["discount_rate"])
    off = f" × {discount_text(rate)}" if rate != 100 else ""
    quantity = f"{quantity_text(Decimal(side['quantity']))} {unit_text(side['unit'])}"
    day = date_text(date.fromisoformat(side["wanted_date"])) if side["wanted_date"] else ""
    terms = f"{quantity} × {price_text(Decimal(side['unit_price']))}{off}"
    return "\n".join(filter(None, (terms, day, side["remark"])))


def _sums(found: Amendment) -> Iterator[Sum]:
    *parts, total = amount_differences(found.before, found.after)
    for each in parts:
        if each.difference:
            yield Sum(_("%(label)s差额") % {"label": each.label}, amount_text(each.difference, found.currency))
    yield Sum(_("原应收合计"), money_text(total.before, found.currency))
    yield Sum(_("变更金额"), money_text(total.difference, found.currency))
    yield Sum(_("变更后应收合计"), money_text(total.after, found.currency), strong=True)


def _decision(found: Amendment) -> list[str]:
    if found.decided_at is None:
        return []
    facts = {"who": found.decided_by_name, "reason": found.decision_reason or "—"}
    return [_("审核：%(who)s　%(reason)s") % facts]
