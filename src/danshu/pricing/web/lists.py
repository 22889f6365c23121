"""The price list and the history of prices (CAT-006)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.catalog.queries import find_items
from danshu.currencies.queries import currency_choices
from danshu.dictionaries.queries import choices
from danshu.kit.actor import Actor
from danshu.kit.reasons import reason_text
from danshu.kit.words import counter_word
from danshu.parties.dictionaries import PRICE_LEVEL
from danshu.pricing.models import ChangeKind, PriceChange, PriceRule, RuleKind
from danshu.pricing.permissions import PRICE_EDIT, PRICE_EXPORT, PRICE_VIEW
from danshu.pricing.queries import visible_changes, visible_rules
from danshu.pricing.statuses import STATES, days_text, state_of, today
from danshu.pricing.targets import target_of
from danshu.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    RowAction,
    Tab,
    TextFilter,
)

MOST_ITEMS = 200


def prices_url(row: Any) -> str:
    """The prices of the row's item."""
    return reverse("pricing:item", args=[row.item_id])


def _rules(actor: Actor) -> QuerySet[PriceRule]:
    return visible_rules(actor).select_related("item", "customer", "price_level")


def _by_item(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows of the items that a keyword finds."""
    found = [item.id for item in find_items(text, limit=MOST_ITEMS, only_orderable=False)]
    return rows.filter(item_id__in=found)


def _in_state(state: str) -> Any:
    def narrow(rows: QuerySet[Any], _actor: Actor) -> QuerySet[Any]:
        day = today()
        wanted = {
            "valid": Q(valid__contains=day),
            "coming": Q(valid__startswith__gt=day),
            "over": Q(valid__endswith__lte=day),
        }
        return rows.filter(wanted[state])

    return narrow


def _end_url(rule: PriceRule) -> str:
    return "" if state_of(rule) == "over" else reverse("pricing:end", args=[rule.pk])


PRICES = ListSpec(
    name="pricing.prices",
    title=_("价格表"),
    noun=counter_word("prices", "个价格"),
    section=_("商品"),
    url_name="pricing:prices",
    permission=PRICE_VIEW,
    rows=_rules,
    label_of=target_of,
    sort="-pk",
    search=_by_item,
    search_hint=_("商品编码、名称、拼音"),
    columns=[
        Column(
            key="code", label=_("编码"), kind="link", url=prices_url, value=lambda rule: rule.item.code, card="number"
        ),
        Column(key="name", label=_("名称"), value=lambda rule: rule.item.name, card="title"),
        Column(key="kind", label=_("价格种类"), value=lambda rule: rule.get_kind_display(), tone="soft"),
        Column(key="target", label=_("适用对象"), value=target_of, card="left"),
        Column(key="price", label=_("价格"), kind="price", sort="price", card="amount"),
        Column(key="currency", label=_("币种"), tone="soft"),
        Column(key="list_price", label=_("销售价"), kind="price", value=lambda rule: rule.item.sale_price, tone="soft"),
        Column(key="first_day", label=_("开始日期"), kind="date"),
        Column(key="last_day", label=_("结束日期"), kind="date"),
        Column(key="state", label=_("状态"), kind="status", value=state_of, statuses=STATES, main=True, card="status"),
        Column(key="updated_by_name", label=_("修改人"), tone="muted", hidden=True),
        Column(key="updated_at", label=_("修改时间"), kind="datetime", tone="muted", hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="valid", label=_("生效中"), where=_in_state("valid")),
        Tab(key="coming", label=_("未开始"), where=_in_state("coming")),
        Tab(key="over", label=_("已结束"), where=_in_state("over")),
    ],
    filters=[
        MultiChoiceFilter(key="kind", label=_("价格种类"), choices=RuleKind.choices, common=True),
        ChoiceFilter(
            key="level", label=_("价格级别"), path="price_level_id", choices=lambda actor: choices(PRICE_LEVEL), common=True
        ),
        TextFilter(key="customer", label=_("客户"), path="customer__name"),
        ChoiceFilter(key="currency", label=_("币种"), choices=lambda actor: currency_choices()),
        NumberRangeFilter(key="price", label=_("价格")),
    ],
    row_actions=[RowAction(label=_("结束价格"), url=_end_url, icon="player-stop", permission=PRICE_EDIT)],
    export=PRICE_EXPORT,
    row_class=lambda rule: "void" if state_of(rule) == "over" else "",
    empty_title=_("还没有客户价、级别价或数量阶梯"),
    empty_text=_("在商品页的「价格」里设置；没有设置时按销售价"),
)  # fmt: skip


def _change_days(change: PriceChange) -> str:
    return days_text(change.valid_from, change.valid_until)


HISTORY = ListSpec(
    name="pricing.history",
    title=_("价格变动记录"),
    noun=counter_word("price changes", "条记录"),
    section=_("商品"),
    url_name="pricing:history",
    permission=PRICE_VIEW,
    rows=visible_changes,
    label_of=lambda change: change.item_label,
    sort="-at",
    search=_by_item,
    search_hint=_("商品编码、名称、拼音"),
    columns=[
        Column(key="at", label=_("时间"), kind="datetime", sort="at", card="date"),
        Column(key="item_label", label=_("商品"), kind="link", url=prices_url, card="title"),
        Column(key="kind", label=_("价格种类"), value=lambda change: change.get_kind_display(), card="left"),
        Column(key="target", label=_("适用对象"), card="middle"),
        Column(key="old", label=_("原价格"), kind="price", tone="soft"),
        Column(key="new", label=_("新价格"), kind="price", card="amount"),
        Column(key="currency", label=_("币种"), tone="soft"),
        Column(key="days", label=_("适用日期"), value=_change_days, tone="soft"),
        Column(key="user_name", label=_("修改人"), card="number"),
        Column(key="reason", label=_("原因"), value=lambda change: reason_text(change.reason), tone="soft"),
    ],
    filters=[
        MultiChoiceFilter(key="kind", label=_("价格种类"), choices=ChangeKind.choices, common=True),
        DateRangeFilter(key="at", label=_("时间"), moments=True, common=True),
        TextFilter(key="user", label=_("修改人"), path="user_name"),
        TextFilter(key="target", label=_("适用对象")),
    ],
    export=PRICE_EXPORT,
    empty_title=_("还没有价格变动"),
)
