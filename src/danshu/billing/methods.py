"""Payment methods: what may be entered, and who may use which (FIN-001)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.models import PaymentMethod
from danshu.dictionaries.queries import choices, coded_choices
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.sales.lifecycle import Channel

LEVELS, DELIVERY_METHODS = "parties.customer_level", "delivery_method"
MAX_CURRENCIES = 20
KINDS = {
    "online": gettext_lazy("在线支付"),
    "bank_transfer": gettext_lazy("银行转账"),
    "cash": gettext_lazy("现金"),
    "cash_on_delivery": gettext_lazy("货到付款"),
    "balance": gettext_lazy("账户余额"),
    "credit": gettext_lazy("账期结算"),
}


class MethodValues(TypedDict, total=False):
    """What people enter."""

    kind: str
    name: str
    name_en: str
    channels: list[str]
    currencies: list[str]
    customer_levels: list[str]
    delivery_methods: list[int]
    instructions: str
    position: int
    is_valid: bool


class MethodCodeTaken(DomainError):
    """Two methods cannot share a code: receipts carry it."""

    code = "method_code_taken"
    message = gettext_lazy("支付方式编码 %(value)s 已被使用")
    way_out = gettext_lazy("换一个编码，或修改已有的支付方式")


def require_sound_method(values: MethodValues) -> None:
    """Raise FieldErrors naming each wrong entry."""
    problems = [
        *_texts(values),
        *_subset("channels", values.get("channels", []), set(Channel.values), _("没有这个渠道")),
        *_subset("customer_levels", values.get("customer_levels", []), {c for c, _l in coded_choices(LEVELS)},
                 _("没有这个客户级别")),
        *_subset("delivery_methods", values.get("delivery_methods", []), {k for k, _l in choices(DELIVERY_METHODS)},
                 _("没有这个配送方式")),
    ]  # fmt: skip
    if problems:
        raise FieldErrors(problems)


def _texts(values: MethodValues) -> Iterable[FieldProblem]:
    name, currencies = values.get("name", ""), values.get("currencies", [])
    if not 0 < len(name.strip()) <= 50:
        yield FieldProblem("name", "length", _("名称应为 1 到 50 个字"))
    if len(values.get("name_en", "")) > 50:
        yield FieldProblem("name_en", "length", _("英文名称最多 50 个字"))
    if len(values.get("instructions", "")) > 500:
        yield FieldProblem("instructions", "length", _("付款说明最多 500 个字"))
    if values.get("kind", "") not in PaymentMethod.Kind.values:
        yield FieldProblem("kind", "unknown", _("请选择类型"))
    if not 0 <= values.get("position", 0) <= 9999:
        yield FieldProblem("position", "range", _("顺序应为 0 到 9999"))
    if not currencies or len(currencies) > MAX_CURRENCIES or not all(_is_currency(code) for code in currencies):
        yield FieldProblem("currencies", "format", _("至少填写一个币种代码，例如 CNY；多个用逗号分隔"))


def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def _subset(
    field: str, given: Iterable[object], known: set[object] | set[str] | set[int], text: str
) -> list[FieldProblem]:
    return [] if set(given) <= set(known) else [FieldProblem(field, "unknown", text)]


def allows(
    method: PaymentMethod, *, channel: str, currency: str, level_code: str = "", delivery_method_id: int | None = None
) -> bool:
    """Whether somebody may choose the method: channel and currency are listed, and level and delivery method are
    when the method names any."""
    return (
        method.is_valid
        and channel in method.channels
        and currency in method.currencies
        and (not method.customer_levels or level_code in method.customer_levels)
        and (not method.delivery_methods or delivery_method_id in method.delivery_methods)
    )
