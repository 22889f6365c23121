"""The lists of currencies and of rates (CAT-020)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.currencies.models import Currency, Rate
from danshu.currencies.operations.invalidate_currency import invalidate_currency
from danshu.currencies.permissions import (
    DELETE_CURRENCY,
    EDIT_CURRENCY,
    EXPORT_RATES,
    IMPORT_RATES,
    RECORD_RATE,
    VIEW_CURRENCY,
)
from danshu.currencies.queries import base_currency, book, currency_rows, in_force, rate_rows
from danshu.currencies.web.statuses import RATE_STATES, VALIDITY, rate_state
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import ChoiceFilter, Column, DateRangeFilter, ListSpec, RowAction, list_view
from danshu.ui.lists.search import literal
from danshu.ui.lists.spec import BatchAction, BatchContext


def currency_url(currency: Currency) -> str:
    """The detail page."""
    return reverse("currencies:currency", args=[currency.pk])


def _today_rate(currency: Currency) -> Decimal | None:
    rate = book().rate(currency.code, base_currency())
    return None if rate is None else Decimal(f"{rate.normalize():f}")


def _by_validity(rows: QuerySet[Currency], chosen: Any) -> QuerySet[Currency]:
    return rows.filter(is_valid=chosen == "valid") if chosen in ("valid", "invalid") else rows


def _by_use(rows: QuerySet[Currency], chosen: Any) -> QuerySet[Currency]:
    used = Q(is_orderable=True) | Q(code=base_currency())
    return rows.filter(used if chosen == "yes" else ~used)


def _acts(actor: Actor) -> list[Action]:
    acts = [Action(label=_("汇率表"), url=reverse("currencies:rate_list"), tone="quiet", icon="list")]
    if actor.can(EDIT_CURRENCY):
        acts.append(
            Action(label=_("新建货币"), url=reverse("currencies:currency_new"), tone="primary", icon="plus", key="N")
        )
    return acts


def _edit_url(currency: Currency) -> str:
    return reverse("currencies:currency_edit", args=[currency.pk]) if currency.is_valid else ""


def _rate_url(currency: Currency) -> str:
    has_rates = currency.is_valid and currency.code != base_currency()
    return reverse("currencies:rate_new", args=[currency.pk]) if has_rates else ""


def _invalidate(currency: Currency, context: BatchContext) -> object:
    return invalidate_currency.keyed(context.key(currency))(
        currency_id=currency.pk, reason=context.reason, version=currency.version, actor=context.actor, at=context.at
    )


CURRENCIES = ListSpec(
    name="currencies.currencies",
    title=_("货币与汇率"),
    noun=counter_word("currencies", "种货币"),
    section=_("商品"),
    url_name="currencies:currency_list",
    permission=VIEW_CURRENCY,
    rows=lambda actor: currency_rows(),
    label_of=str,
    sort="code",
    search=literal("code", "name", "name_en"),
    search_hint=_("代码、名称"),
    columns=[
        Column(key="code", label=_("货币代码"), kind="link", url=currency_url, sort="code", card="number"),
        Column(key="name", label=_("货币名称"), value=lambda c: c.label, sort="name", card="title",
               tag=lambda c: _("本位币") if c.code == base_currency() else ""),
        Column(key="symbol", label=pgettext_lazy("货币", "符号"), card="middle"),
        Column(key="rate", label=_("今天的汇率"), kind="number", value=_today_rate, card="amount"),
        Column(key="decimals", label=_("小数位数"), kind="number", zero_dash=False),
        Column(key="is_orderable", label=_("可用于下单"), card="left",
               value=lambda c: str(_("可下单")) if c.is_orderable or c.code == base_currency() else str(_("不可下单"))),
        Column(key="is_valid", label=_("状态"), kind="status", statuses=VALIDITY, main=True, card="status",
               value=lambda c: str(c.is_valid)),
        Column(key="updated_by_name", label=_("修改人"), tone="muted", hidden=True),
        Column(key="updated_at", label=_("修改时间"), kind="datetime", tone="muted", hidden=True),
    ],
    filters=[
        ChoiceFilter(key="valid", label=_("有效"), choices=[("valid", _("有效")), ("invalid", pgettext_lazy("状态", "失效"))],
                     apply=_by_validity, default="valid", common=True),
        ChoiceFilter(key="orderable", label=_("可用于下单"), choices=[("yes", _("是")), ("no", _("否"))], apply=_by_use, common=True),
    ],
    batch=[
        BatchAction(
            key="invalidate", label=_("失效"), permission=DELETE_CURRENCY, done=with_count("已失效 %(count)s 种货币"),
            run=_invalidate, icon="ban", danger=True, reason="optional", confirm=with_count("失效 %(count)s 种货币？"),
            effect=_("不再用于新单据，已有单据不变。失效后不能恢复"), keep=_("保留货币"),
        )
    ],
    row_actions=[
        RowAction(label=_("录入汇率"), url=_rate_url, icon="plus", permission=RECORD_RATE),
        RowAction(label=_("修改"), url=_edit_url, icon="pencil", permission=EDIT_CURRENCY),
    ],
    acts=_acts,
    export=EXPORT_RATES,
    row_class=lambda currency: "" if currency.is_valid else "void",
    empty_title=_("没有这样的货币"),
    empty_text=_("换一个条件，或新建货币"),
)  # fmt: skip


def _newest() -> Subquery:
    """The key of the rate that is in force today for the row's currency."""
    rows = Rate.objects.filter(in_force(business_date(now())), currency=OuterRef("currency"), base=OuterRef("base"))
    return Subquery(rows.order_by("-effective_date", "-pk").values("pk")[:1])


def rates_with_state(rows: QuerySet[Rate]) -> QuerySet[Rate]:
    """Rates that know which one of their currency is in force."""
    return rows.annotate(newest=_newest())


def state_of(rate: Any) -> str:
    """The state of such a rate."""
    return rate_state(rate, rate.newest, business_date(now()))


def _rate_acts(actor: Actor) -> list[Action]:
    if not actor.can(IMPORT_RATES):
        return []
    url = reverse("exchange:upload", args=["exchange_rates"])
    return [Action(label=_("导入汇率表"), url=url, icon="table-import", tone="primary")]


def _withdraw_url(rate: Rate) -> str:
    return reverse("currencies:rate_withdraw", args=[rate.pk]) if rate.withdrawn_at is None else ""


def _in_state(rows: QuerySet[Rate], chosen: Any) -> QuerySet[Rate]:
    today = business_date(now())
    wanted = {
        "now": Q(pk=_newest()),
        "coming": Q(withdrawn_at=None, effective_date__gt=today),
        "past": in_force(today) & ~Q(pk=_newest()),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }
    return rows.filter(wanted[str(chosen)]) if str(chosen) in wanted else rows


RATES = ListSpec(
    name="currencies.rates",
    title=_("汇率表"),
    noun=counter_word("exchange rates", "个汇率"),
    section=_("商品"),
    url_name="currencies:rate_list",
    permission=VIEW_CURRENCY,
    rows=lambda actor: rates_with_state(rate_rows()),
    label_of=str,
    sort="-effective_date",
    search=literal("currency__code", "currency__name", "currency__name_en"),
    search_hint=_("货币代码、名称"),
    columns=[
        Column(key="code", label=_("货币代码"), kind="link", value=lambda r: r.currency.code,
               url=lambda r: currency_url(r.currency), sort="currency__code", card="number"),
        Column(key="name", label=_("货币名称"), value=lambda r: r.currency.label, card="title"),
        Column(key="rate", label=_("汇率"), kind="number", value=lambda r: r.rate.normalize(), sort="rate", card="amount"),
        Column(key="effective_date", label=_("生效日期"), kind="date", sort="effective_date", card="date"),
        Column(key="state", label=_("状态"), kind="status", value=state_of, statuses=RATE_STATES, main=True, card="status"),
        Column(key="remark", label=_("备注"), tone="soft", card="left"),
        Column(key="entered_by_name", label=_("录入人"), tone="soft"),
        Column(key="entered_at", label=_("录入时间"), kind="datetime", tone="soft"),
    ],
    filters=[
        ChoiceFilter(key="currency", label=_("币种"), path="currency_id", common=True,
                     choices=lambda actor: [(str(c.pk), str(c)) for c in currency_rows().order_by("code")]),
        DateRangeFilter(key="effective", label=_("生效日期"), path="effective_date", common=True),
        ChoiceFilter(key="state", label=_("状态"), choices=[(code, status.label) for code, status in RATE_STATES.items()],
                     apply=_in_state, common=True),
    ],
    row_actions=[RowAction(label=_("撤销汇率"), url=_withdraw_url, icon="x", permission=RECORD_RATE, method="dialog")],
    acts=_rate_acts,
    export=EXPORT_RATES,
    row_class=lambda rate: "void" if rate.withdrawn_at else "",
    empty_title=_("还没有汇率"),
    empty_text=_("在货币页录入，或导入一张汇率表"),
)  # fmt: skip

currency_list, rate_list = list_view(CURRENCIES), list_view(RATES)
