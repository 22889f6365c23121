"""What reports divide orders by (RPT-003): a module that knows another trait of orders declares it.

trait(Trait(code="store", label=_("门店"), column="store_id", name="store__name"))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import CharField, DateField, F, Func, Max, Value
from django.db.models.functions import Coalesce, NullIf, TruncDate, TruncMonth, TruncWeek
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.kit.clock import company_zone
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType
from danshu.ui.formats import english

Text = str | Promise
TIME, LINES, REGION = "time", "lines", "region"
PROVINCE = "^[0-9]{2}"
# a municipality is one city, however its code goes on
CITY = "^(?:(?:11|12|31|50)|(?!11|12|31|50)[0-9]{4})"
APPROVED, ORDERED = "approved_at", "order_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One trait.

    column: where an order carries it, or with kind "lines" each of its lines; name: the column of its name, where that
    is another; kind: "time" for steps of time, "region" for codes of divisions; step(column): what of the column
    counts; words: names of the values; is_bilingual: the column beside, ending in _en, holds the English name; listed:
    the filter of the order list that shows one group, its code by default; nothing: what orders without any are called.
    """

    code: str
    label: Text
    column: str = ""
    name: str = ""
    kind: str = ""
    step: Callable[[str], Any] | None = None
    words: Mapping[str, Any] | None = None
    listed: str = ""
    is_bilingual: bool = False
    nothing: Text = "—"

    def naming(self, of: str = "") -> Any:
        """The name of a group, to be added up over its rows; None for a trait whose values are named elsewhere."""
        if not self.name:
            return None
        path = f"{of}{self.name}"
        if self.is_bilingual and english():
            return Max(Coalesce(NullIf(F(f"{path}_en"), Value("")), F(path)))
        return Max(path)

    def key(self, *, of: str = "", moment: str = ORDERED) -> Any:
        """The expression of the trait, seen from a table that reaches the order by the path `of`.

        moment: the column of the day, for steps of time; one with a time of day is cut in the company's time zone.
        """
        if self.kind == TIME:
            return STEPS[self.code](f"{of}{moment}", moment != ORDERED)
        return self.step(f"{of}{self.column}") if self.step else F(f"{of}{self.column}")


def _day(column: str, is_moment: bool) -> Any:
    return TruncDate(column, tzinfo=company_zone()) if is_moment else F(column)


def _whole(cut: Any, column: str, is_moment: bool) -> Any:
    return cut(column, tzinfo=company_zone(), output_field=DateField()) if is_moment else cut(column)


def _leading(digits: str, column: str) -> Func:
    """What a code begins with; null of an address in words alone, and of one that says less."""
    return Func(F(column), template=f"substring(%(expressions)s from '{digits}')", output_field=CharField())


STEPS: Mapping[str, Callable[[str, bool], Any]] = {
    "day": _day, "week": partial(_whole, TruncWeek), "month": partial(_whole, TruncMonth),
}  # fmt: skip
TRAITS: dict[str, Trait] = {}


def trait(declared: Trait) -> None:
    """Let reports divide orders by this. Raises ValueError for a code declared twice."""
    if declared.code in TRAITS:
        raise ValueError(f"trait declared twice: {declared.code}")
    TRAITS[declared.code] = declared


for each in (
    Trait(code="month", label=_("月份"), kind=TIME),
    Trait(code="week", label=_("周"), kind=TIME),
    Trait(code="day", label=_("日期"), kind=TIME),
    Trait(code="category", label=_("商品分类"), column="item__category_id", name="item__category__name", kind=LINES,
          listed="category_only", nothing=_("没有商品分类")),
    Trait(code="item", label=_("商品"), column="item_id", name="item_name", kind=LINES),
    Trait(code="status", label=_("订单状态"), column="status", words=dict(OrderStatus.choices)),
    Trait(code="type", label=_("类型"), column="type", words=dict(OrderType.choices)),
    Trait(code="channel", label=_("来源"), column="channel", words=dict(Channel.choices)),
    Trait(code="unit", label=_("组织"), column="unit_id", name="unit__name", nothing=_("不属于组织")),
    Trait(code="store", label=_("门店"), column="store_id", name="store__name", nothing=_("不属于门店")),
    Trait(code="owner", label=_("业务员"), column="owner_id", name="owner__full_name", nothing=_("没有业务员")),
    Trait(code="customer", label=_("客户"), column="customer_id", name="customer__name"),
    Trait(code="level", label=_("客户级别"), column="customer__level_id", name="customer__level__name", is_bilingual=True,
          listed="customer_level", nothing=_("没有客户级别")),
    Trait(code="customer_category", label=_("客户分类"), column="customer__category_id",
          name="customer__category__name", is_bilingual=True, nothing=_("没有客户分类")),
    Trait(code="province", label=_("收货省份"), column="delivery_region_id", kind=REGION,
          step=partial(_leading, PROVINCE), listed="region_code", nothing=_("没有地区代码")),
    Trait(code="city", label=_("收货城市"), column="delivery_region_id", kind=REGION, step=partial(_leading, CITY),
          listed="region_code", nothing=_("没有地区代码")),
):  # fmt: skip
    trait(each)
