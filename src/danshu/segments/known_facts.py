"""The facts about customers that this release knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import DateField, F, Func, IntegerField, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.activities.customer_figures import contact_count
from danshu.billing.customer_figures import paid_amount
from danshu.dictionaries.queries import named_choices
from danshu.kit.clock import company_zone
from danshu.parties import dictionaries as lists
from danshu.parties.fields import CustomerType
from danshu.sales.customer_figures import order_count, ordered_amount
from danshu.sales.keeping import last_order_date
from danshu.segments.facts import NEVER, Fact, Group, Kind, Window, fact
from danshu.segments.score import value_score


class _Between(Func):
    """Days from one day to another: a date minus a date is a number."""

    template, arg_joiner = "(%(expressions)s)", " - "
    output_field = IntegerField()


def _days(window: Window, day: Any) -> Coalesce:
    """Days since; longer than anybody asks for when it never happened."""
    return Coalesce(_Between(Value(window.today, output_field=DateField()), day), NEVER)


def _days_since(path: str) -> Callable[[Window], Coalesce]:
    return lambda window: _days(window, TruncDate(path, tzinfo=company_zone()))


def _values(dictionary: str) -> Sequence[tuple[Any, tuple[str, ...]]]:
    return [(pk, (label, *names)) for pk, label, names in named_choices(dictionary)]


def _types() -> Sequence[tuple[Any, tuple[str, ...]]]:
    return [(code, (str(label), code)) for code, label in CustomerType.choices]


_DICTIONARIES = (
    ("level", _("客户级别"), lists.LEVEL), ("category", _("客户分类"), lists.CATEGORY), ("source", _("客户来源"), lists.SOURCE),
    ("status", _("客户状态"), lists.STATUS), ("intention", _("客户意向"), lists.INTENTION),
    ("stage", _("客户阶段"), lists.STAGE), ("industry", _("行业"), lists.INDUSTRY), ("size", _("企业规模"), lists.SIZE),
    ("price_level", _("价格级别"), lists.PRICE_LEVEL),
)  # fmt: skip
for _code, _label, _dictionary in _DICTIONARIES:
    fact(Fact(
        code=_code, label=_label, group=Group.CUSTOMER, kind=Kind.CHOICE, path=f"{_code}_id",
        choices=partial(_values, _dictionary),
    ))  # fmt: skip
fact(Fact(code="type", label=_("客户类型"), group=Group.CUSTOMER, kind=Kind.CHOICE, path="type", choices=_types))
fact(Fact(code="tags", label=_("标签"), group=Group.CUSTOMER, kind=Kind.TAGS, path="tags"))
fact(Fact(code="province", label=_("省份"), group=Group.CUSTOMER, kind=Kind.TEXT, path="province"))
fact(Fact(code="city", label=_("城市"), group=Group.CUSTOMER, kind=Kind.TEXT, path="city"))
fact(Fact(
    code="age_days", label=_("建档天数"), group=Group.CUSTOMER, kind=Kind.NUMBER, unit=_("天"),
    expression=_days_since("created_at"),
))  # fmt: skip
fact(Fact(
    code="credit_limit", label=_("信用额度"), group=Group.CUSTOMER, kind=Kind.NUMBER, unit=_("元"),
    expression=lambda window: F("credit_limit"),
))  # fmt: skip
fact(Fact(
    code="order_count", label=_("订单数"), group=Group.ORDER, kind=Kind.NUMBER, unit=pgettext_lazy("订单数", "单"),
    counts_over=True, expression=lambda window: order_count(window.first_date),
))  # fmt: skip
fact(Fact(
    code="ordered_amount", label=_("订单金额"), group=Group.ORDER, kind=Kind.NUMBER, unit=_("元"), counts_over=True,
    expression=lambda window: ordered_amount(window.first_date),
))  # fmt: skip
fact(Fact(
    code="days_since_order", label=_("未下单天数"), group=Group.ORDER, kind=Kind.NUMBER, unit=_("天"),
    expression=lambda window: _days(window, last_order_date()),
))  # fmt: skip
fact(Fact(
    code="contact_count", label=_("沟通次数"), group=Group.COMMUNICATION, kind=Kind.NUMBER, unit=_("次"), counts_over=True,
    expression=lambda window: contact_count(window.begins_at),
))  # fmt: skip
fact(Fact(
    code="days_since_contact", label=_("未联系天数"), group=Group.COMMUNICATION, kind=Kind.NUMBER, unit=_("天"),
    expression=_days_since("last_contact_at"),
))  # fmt: skip
fact(Fact(
    code="paid_amount", label=_("到账金额"), group=Group.VALUE, kind=Kind.NUMBER, unit=_("元"), counts_over=True,
    expression=lambda window: paid_amount(window.begins_at),
))  # fmt: skip
fact(
    Fact(
        code="value_score",
        label=_("价值评分"),
        group=Group.VALUE,
        kind=Kind.NUMBER,
        unit=_("分"),
        expression=value_score,
    )
)
