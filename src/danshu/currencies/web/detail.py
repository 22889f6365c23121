"""What the page of a currency shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.audit.queries import history
from danshu.currencies.models import Currency
from danshu.currencies.permissions import DELETE_CURRENCY, EDIT_CURRENCY, RECORD_RATE
from danshu.currencies.queries import base_currency, book, rates_of
from danshu.currencies.web.lists import CURRENCIES, currency_url, rates_with_state, state_of
from danshu.currencies.web.statuses import RATE_STATES, VALIDITY
from danshu.currencies.words import rate_text
from danshu.kit.actor import Actor
from danshu.kit.web import ActorRequest
from danshu.ui.detail import Action, Card, DetailPage, Fact, Notice
from danshu.ui.formats import NOTHING
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url

SHOWN = 50


def currency_page(request: ActorRequest, currency: Currency) -> dict[str, Any]:
    """The context of the template: facts, rates with their states, actions."""
    base, actor = base_currency(), request.actor
    is_base = currency.code == base
    rate = book().rate(currency.code, base)
    page = DetailPage(
        title=str(currency),
        status=VALIDITY[str(currency.is_valid)],
        tags=[_("本位币")] if is_base else [],
        subtitle=currency.remark,
        notices=_notices(currency, is_base=is_base, has_rate=rate is not None),
        actions=_actions(currency, actor, is_base=is_base),
        facts=_facts(currency, base, rate, is_base=is_base),
        cards=[_card(currency), _rules()],
        timeline=history("currencies.currency", currency.pk),
        breadcrumb=[(_("货币与汇率"), back_url(request, "currencies.currencies", reverse("currencies:currency_list")))],
        neighbours=neighbours(request, CURRENCIES, actor, currency, currency_url),
    )
    rates = [
        {
            "rate": each,
            "text": rate_text(each.rate),
            "state": RATE_STATES[state_of(each)],
            "open": each.withdrawn_at is None,
        }
        for each in rates_with_state(rates_of(currency))[:SHOWN]
    ]
    return {"page": page, "rates": rates, "base": base, "is_base": is_base, "can_withdraw": actor.can(RECORD_RATE)}


def _notices(currency: Currency, *, is_base: bool, has_rate: bool) -> list[Notice]:
    if is_base or has_rate or not currency.is_valid:
        return []
    text = _("录入汇率后，订单才能使用这种货币")
    return [Notice(title=_("还没有生效的汇率"), text=text)]


def _facts(currency: Currency, base: str, rate: Any, *, is_base: bool) -> list[Fact]:
    shown = NOTHING if rate is None else f"1 {currency.code} = {rate_text(rate)} {base}"
    usable = is_base or (currency.is_orderable and rate is not None)
    return [
        Fact(label=_("今天的汇率"), value=shown),
        Fact(label=_("可用于下单"), value=_("是") if usable else _("否"), tone="" if usable else "warn"),
        Fact(label=_("小数位数"), value=str(currency.decimals)),
        Fact(label=pgettext("货币", "符号"), value=currency.symbol or NOTHING),
    ]


def _card(currency: Currency) -> Card:
    pairs = [
        (_("货币代码"), currency.code), (_("货币名称"), currency.name), (_("英文名称"), currency.name_en or NOTHING),
    ]  # fmt: skip
    return Card(title=_("货币资料"), pairs=pairs)


def _rules() -> Card:
    pairs = [
        (_("单价"), _("有这种货币的价格时按它，否则按订单的汇率折算销售价")),
        (_("单据"), _("保留币种和当天的汇率，以后的汇率不改变它")),
        (_("额度和报表"), _("按单据的汇率折算为本位币")),
    ]
    return Card(title=_("怎样折算"), pairs=pairs)


def _actions(currency: Currency, actor: Actor, *, is_base: bool) -> list[Action]:
    acts = []
    if currency.is_valid and not is_base and actor.can(RECORD_RATE):
        url = reverse("currencies:rate_new", args=[currency.pk])
        acts.append(Action(label=_("录入汇率"), url=url, icon="plus", tone="primary", key="N"))
    if currency.is_valid and actor.can(EDIT_CURRENCY):
        url = reverse("currencies:currency_edit", args=[currency.pk])
        acts.append(Action(label=_("修改"), url=url, icon="edit", key="E"))
    if not is_base and actor.can(DELETE_CURRENCY):
        if currency.is_valid:
            url = reverse("currencies:currency_invalidate", args=[currency.pk])
            acts.append(Action(label=_("失效"), url=url, method="dialog", tone="danger"))
        url = reverse("currencies:currency_delete", args=[currency.pk])
        acts.append(Action(label=_("删除"), url=url, method="dialog", tone="danger", menu=True))
    return acts
