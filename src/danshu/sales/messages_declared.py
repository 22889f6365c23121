"""The letters to customers about their orders, and the notices of orders (SYS-033, COL-008)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.kit.actor import Actor
from danshu.notices.kinds import mandatory_kinds, notice_kinds
from danshu.notices.letters import Example, Letter, Names, Words, letter
from danshu.sales.informing import (
    AMENDED,
    APPROVED,
    FACTS,
    PARTLY_SHIPPED,
    PLACED,
    REJECTED,
    amended_facts,
    content_facts,
    result_facts,
)
from danshu.sales.models import Order
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.queries import order_rows

Text = str | Promise
GROUP = pgettext_lazy("通知类别", "订单")
COMMON: Mapping[str, Text] = {
    "name": gettext_lazy("客户联系人，没有时是客户名称"), "number": gettext_lazy("订单编号"), "date": gettext_lazy("订单日期"),
    "total": gettext_lazy("订单金额"), "status": gettext_lazy("客户看到的状态"), "contact": gettext_lazy("有问题找谁（一句话）"),
    "company": gettext_lazy("公司名称"),
}  # fmt: skip
CONTENT: Mapping[str, Text] = {
    "lines": gettext_lazy("订单行，每行一种商品"), "sums": gettext_lazy("运费、合计和收货地址"),
    "payment": gettext_lazy("付款方式和收款账户"),
}  # fmt: skip
NAMES = Names()
Parts = Callable[[], tuple[str, list[str]]]


def _words(parts: Parts) -> Words:
    """Greeting, the paragraphs, and whom to ask."""
    subject, paragraphs = parts()
    return Words(subject, "\n\n".join([_("%(name)s，您好：") % NAMES, *paragraphs, "{contact}\n{company}"]))


def _order(actor: Actor, number: str) -> Order | None:
    rows = order_rows(actor).order_by("-pk")
    return (rows.filter(number=number) if number else rows).first()


def _example(facts: Callable[[Order], Mapping[str, str]], actor: Actor, number: str) -> Example | None:
    order = _order(actor, number) if actor.can(VIEW_ORDER) else None
    return None if order is None else Example(order.number, facts(order))


def _declare(
    code: str,
    label: Text,
    occasion: Text,
    parts: Parts,
    *,
    facts: Callable[[Order], Mapping[str, str]],
    more: Mapping[str, Text] | None = None,
) -> None:
    letter(
        Letter(
            code=code,
            label=label,
            occasion=occasion,
            placeholders={**COMMON, **(more or {})},
            delivered=partial(_words, parts),
            example=partial(_example, facts),
            example_label=gettext_lazy("订单编号"),
        )
    )  # fmt: skip


def _progress() -> tuple[str, list[str]]:
    text = _("您的订单 %(number)s（%(date)s，金额 %(total)s）目前的状态：%(status)s。") % NAMES
    return _("订单 %(number)s 进展") % NAMES, [text, "{wanted}"]


def _shipped() -> tuple[str, list[str]]:
    return _("订单 %(number)s 已发货") % NAMES, [_("您的订单 %(number)s 已发货，请注意查收。") % NAMES, "{parcels}"]


def _partly_shipped() -> tuple[str, list[str]]:
    return _("订单 %(number)s 已发货") % NAMES, [_("您的订单 %(number)s 已部分发货，请注意查收。") % NAMES, "{parcels}"]


def _payment() -> tuple[str, list[str]]:
    text = _("您的订单 %(number)s 金额 %(total)s，已收 %(paid)s，还有 %(open)s 未付。") % NAMES
    hint = _("汇款时请注明订单号 %(number)s。") % NAMES
    return _("订单 %(number)s 付款提醒") % NAMES, [text, "{account}", hint]


def _document() -> tuple[str, list[str]]:
    text = _("您的订单 %(number)s（%(date)s）内容如下。") % NAMES
    return _("订单 %(number)s 内容") % NAMES, [text, "{lines}", "{sums}", "{payment}"]


def _placed() -> tuple[str, list[str]]:
    text = _("感谢您的订单！我们已收到订单 %(number)s（%(date)s），内容如下。") % NAMES
    return _("订单 %(number)s 已收到") % NAMES, [text, "{lines}", "{sums}", "{payment}"]


def _amended() -> tuple[str, list[str]]:
    text = _("您的订单 %(number)s 已按约定变更（变更单 %(change)s）。") % NAMES
    return _("订单 %(number)s 已变更") % NAMES, [f"{text}{{difference}}", "{lines}", "{sums}", "{payment}"]


def _approved() -> tuple[str, list[str]]:
    text = _("您的订单 %(number)s（%(date)s，金额 %(total)s）已审核通过，我们会尽快处理。") % NAMES
    return _("订单 %(number)s 审批结果：已通过") % NAMES, [text]


def _rejected() -> tuple[str, list[str]]:
    text = _("您的订单 %(number)s（%(date)s，金额 %(total)s）没有通过审核。") % NAMES
    return _("订单 %(number)s 审批结果：未通过") % NAMES, [text, "{reason}"]


def _without_reason(order: Order) -> Mapping[str, str]:
    return result_facts(order, "")


def _with_a_change(order: Order) -> Mapping[str, str]:
    return amended_facts(order, f"{order.number}-1", order.total)


BY_HAND = gettext_lazy("业务员在订单上通知客户时的现成文字")
REASON = {"reason": gettext_lazy("对客户说明的原因（一句话）")}
CHANGE = {
    "change": gettext_lazy("变更单编号"),
    "difference": gettext_lazy("金额的变化（一句话，不变时为空）"),
    **CONTENT,
}
PARCELS = {"parcels": gettext_lazy("承运商和运单号，每行一个包裹")}
MONEY = {
    "paid": gettext_lazy("已收金额"), "open": gettext_lazy("未付金额"), "account": gettext_lazy("收款账户，没有设置时为空"),
}  # fmt: skip
WANTED = {"wanted": gettext_lazy("要求送达日期（一句话，没有时为空）")}

_declare(
    PLACED, gettext_lazy("订单已收到"), gettext_lazy("下单后自动发给客户"), _placed, facts=content_facts, more=CONTENT
)
_declare(
    APPROVED, gettext_lazy("订单审核通过"), gettext_lazy("审核通过后自动发给客户"), _approved, facts=_without_reason, more=REASON
)  # fmt: skip
_declare(
    REJECTED, gettext_lazy("订单没有通过审核"), gettext_lazy("驳回后自动发给客户"), _rejected, facts=_without_reason, more=REASON
)  # fmt: skip
_declare(
    AMENDED, gettext_lazy("订单已变更"), gettext_lazy("变更单生效后自动发给客户"), _amended, facts=_with_a_change, more=CHANGE
)  # fmt: skip
for _code, _label, _parts, _more in (
    ("sales.order_progress", gettext_lazy("订单进展"), _progress, WANTED),
    ("sales.order_shipped", gettext_lazy("订单已发货"), _shipped, PARCELS),
    (PARTLY_SHIPPED, gettext_lazy("订单已部分发货"), _partly_shipped, PARCELS),
    ("sales.order_payment", gettext_lazy("订单付款提醒"), _payment, MONEY),
    ("sales.order_document", gettext_lazy("订单内容"), _document, CONTENT),
):
    _declare(_code, _label, BY_HAND, _parts, facts=FACTS[_code], more=_more)

notice_kinds(
    GROUP,
    sales__approved=gettext_lazy("我的订单审核通过"), sales__rejected=gettext_lazy("我的订单被驳回"),
    sales__assigned=gettext_lazy("订单分配给我处理"), sales__reassigned=gettext_lazy("我处理的订单改由同事处理"),
    sales__handed_over=gettext_lazy("同事的订单移交给我"), sales__review_taken=gettext_lazy("我审核的订单被同事接手"),
    sales__review_transferred=gettext_lazy("订单转给我审核"), sales__supervision=gettext_lazy("我的订单的监督意见"),
    sales__special_decided=gettext_lazy("我申请的特批有结果"),
    sales__result_not_sent=gettext_lazy("审批结果没有发给客户"), sales__not_confirmed=gettext_lazy("确认邮件没有发给客户"),
)  # fmt: skip
mandatory_kinds(
    GROUP,
    sales__deleted=gettext_lazy("订单被删除"), sales__release_asked=gettext_lazy("请我放行订单"),
    sales__special_asked=gettext_lazy("请我特批订单"), sales__supervision_asked=gettext_lazy("请我监督订单"),
    sales__supervision_late=gettext_lazy("我的监督已超期"),
)  # fmt: skip
