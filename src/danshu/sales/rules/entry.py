"""Rules that hold from submission on (ORD-004, ORD-008, ORD-020)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from danshu.kit.findings import Finding, Severity
from danshu.kit.words import listed, with_count
from danshu.parameters.queries import value
from danshu.sales.kinds import by_kind, kind_of
from danshu.sales.lifecycle import SUBMITTABLE
from danshu.sales.rules.registry import AMEND, APPROVE, SUBMIT, OrderFacts, order_rule


@order_rule("lines", SUBMIT, APPROVE, AMEND)
def _has_lines(facts: OrderFacts) -> Iterator[Finding]:
    if not facts.draft.lines:
        yield Finding("lines", Severity.BLOCK, _("还没有商品，至少要有一行"), field="lines")


@order_rule("delivery", SUBMIT, APPROVE, AMEND)
def _goods_need_an_address(facts: OrderFacts) -> Iterator[Finding]:
    shipped = any(kind_of(line.item.kind).is_shipped for line in facts.draft.lines)
    if not shipped:
        return
    if not facts.draft.delivery["delivery_address"]:
        yield Finding("delivery_address", Severity.BLOCK, _("商品订单需要收货地址"), field="delivery_address")
    if facts.draft.entry.delivery_method_id is None:
        yield Finding("delivery_method", Severity.BLOCK, _("商品订单需要配送方式"), field="delivery_method")


@order_rule("store", SUBMIT)
def _its_store_takes_orders(facts: OrderFacts) -> Iterator[Finding]:
    store = facts.draft.store
    placed = (
        facts.order is not None and facts.order.status not in SUBMITTABLE
    )  # what was submitted before is carried out
    if store is not None and not store.is_open and not placed:
        yield Finding("store", Severity.BLOCK, store.refusal, field="store")


@order_rule("contact", SUBMIT, APPROVE, AMEND)
def _somebody_can_be_reached(facts: OrderFacts) -> Iterator[Finding]:
    contact = facts.draft.contact
    if not contact["contact_name"]:
        yield Finding("contact_name", Severity.BLOCK, _("订单需要联系人"), field="contact_name")
    if not contact["contact_phone"] and not contact["contact_email"]:
        yield Finding("contact_phone", Severity.BLOCK, _("联系人需要电话或邮箱"), field="contact_phone")


@order_rule("wanted_date", SUBMIT, APPROVE, AMEND)
def _services_need_a_date(facts: OrderFacts) -> Iterator[Finding]:
    entry = facts.draft.entry
    missing = [
        line.item.code
        for line in facts.draft.lines
        if not kind_of(line.item.kind).is_shipped and line.entry.wanted_date is None and entry.wanted_date is None
    ]
    if missing:
        text = _("服务需要约定日期：%(codes)s") % {"codes": listed(missing)}
        yield Finding("wanted_date", Severity.BLOCK, text, field="wanted_date")


@order_rule("kinds", SUBMIT, APPROVE)
def _each_kind_can_be_fulfilled(facts: OrderFacts) -> Iterator[Finding]:
    for code, lines in by_kind(facts.kind_lines()).items():
        yield from kind_of(code).check(facts.kind_order(), lines)


CHECKLIST = ("customer", "products", "amount", "discount")


@order_rule("checklist", SUBMIT)
def _everything_was_confirmed(facts: OrderFacts) -> Iterator[Finding]:
    if facts.draft.entry.channel not in ("staff", "phone", "email") or not value("order_checklist_required"):
        return
    ticked = facts.draft.entry.checklist
    missing = [name for name in CHECKLIST if not ticked.get(name)]
    labels = {
        "customer": _("客户信息完整无误"),
        "products": _("商品名称、数量、规格已核对"),
        "amount": _("金额已与客户确认"),
        "discount": _("折扣与促销已核实"),
    }
    if missing:
        text = _("提交前核对还没有勾选：%(items)s") % {"items": listed(labels[name] for name in missing)}
        yield Finding("checklist", Severity.BLOCK, text, field=f"checklist-{missing[0]}")


@order_rule("exceptions", APPROVE)
def _no_open_exception(facts: OrderFacts) -> Iterator[Finding]:
    if facts.order is not None and facts.order.open_exceptions:
        text = with_count("还有 %(count)s 个异常没有解决") % {"count": facts.order.open_exceptions}
        yield Finding("exceptions", Severity.BLOCK, text, fix_label=_("查看异常"))
