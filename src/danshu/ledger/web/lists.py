"""Accounts and journals as lists (FIN-018)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.words import counter_word
from danshu.ledger.accounts import KINDS
from danshu.ledger.journals import journal_kinds, journal_label
from danshu.ledger.models import Account, Journal
from danshu.ledger.owners import owners_named
from danshu.ledger.permissions import EXPORT_LEDGER, VIEW_LEDGER
from danshu.ledger.screens import account_rows, journal_rows
from danshu.ui.detail import Action
from danshu.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    TextFilter,
    list_view,
    literal,
)


def kind_label(code: str) -> str:
    """The name of a kind of account; its code when its module is gone."""
    return KINDS[code].label if code in KINDS else code


def account_url(account: Account) -> str:
    """The account's statement."""
    return reverse("ledger:account", args=[account.pk])


def journal_url(journal: Journal) -> str:
    """The journal's page."""
    return reverse("ledger:journal", args=[journal.pk])


def _by_owner(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Accounts of the customers and payment methods with such a name, or kinds of account with it."""
    kinds = [code for code, kind in KINDS.items() if text.casefold() in f"{kind.zh} {kind.en}".casefold()]
    return rows.filter(Q(owner__in=owners_named(text)) | Q(kind__in=kinds))


def _journal_kinds(actor: Actor) -> list[tuple[str, Any]]:
    return list(journal_kinds())


class JournalKindFilter(ChoiceFilter):
    """Journals of a kind, with all its rounds and reversals."""

    def condition(self, value: Any) -> Q:
        """The stored kind is the code, or the code with what tells rounds apart."""
        return Q(**{self.target: value}) | Q(**{f"{self.target}__startswith": f"{value}:"})


def _kinds(actor: Actor) -> list[tuple[str, Any]]:
    return [(code, kind.label) for code, kind in sorted(KINDS.items())]


def _acts(actor: Actor) -> list[Action]:
    return [Action(label=_("分录"), url=reverse("ledger:journals"), icon="list", tone="quiet")]


ACCOUNTS = ListSpec(
    name="ledger.accounts",
    title=pgettext_lazy("列表", "账户余额"),
    noun=counter_word("accounts", "个"),
    section=_("财务"),
    url_name="ledger:accounts",
    permission=VIEW_LEDGER,
    rows=account_rows,
    label_of=str,
    sort="pk",
    search=_by_owner,
    search_hint=_("客户、支付方式、账户"),
    columns=[
        Column(key="pk", label=_("账户"), kind="link", value=lambda a: kind_label(a.kind), url=account_url, sort="pk",
               card="title"),
        Column(key="owner", label=_("所属"), value=lambda a: a.owner_label.text if a.owner_label else a.owner, card="left"),
        Column(key="currency", label=_("币种"), card="middle"),
        Column(key="amount", label=_("余额"), kind="money", currency=lambda a: a.currency, sort="amount", card="amount",
               tone=lambda a: "warn" if a.amount < 0 else ""),
    ],
    filters=[
        MultiChoiceFilter(key="kind", label=_("账户类型"), choices=_kinds, common=True),
        ChoiceFilter(key="currency", label=_("币种"), choices=[("CNY", "CNY"), ("USD", "USD"), ("EUR", "EUR")]),
        NumberRangeFilter(key="amount", label=_("余额")),
    ],
    acts=_acts,
    export=EXPORT_LEDGER,
    empty_title=_("还没有账户"),
    empty_text=_("收款、应收等业务发生时自动建立账户"),
)  # fmt: skip

JOURNALS = ListSpec(
    name="ledger.journals",
    title=_("分录"),
    noun=counter_word("journals", "笔"),
    section=_("财务"),
    url_name="ledger:journals",
    permission=VIEW_LEDGER,
    rows=journal_rows,
    label_of=lambda journal: str(journal.pk),
    sort="-pk",
    search=literal("memo"),
    search_hint=_("摘要"),
    columns=[
        Column(key="pk", label=_("编号"), kind="link", value=lambda j: f"#{j.pk}", url=journal_url, sort="pk",
               card="number"),
        Column(key="on_date", label=_("业务日期"), kind="date", sort="on_date", card="date"),
        Column(key="kind", label=_("类型"), value=lambda j: journal_label(j.kind), card="title"),
        Column(key="memo", label=_("摘要"), tone="soft", card="left"),
        Column(key="at", label=_("发生时间"), kind="datetime", tone="soft"),
    ],
    filters=[
        DateRangeFilter(key="day", label=_("业务日期"), path="on_date", common=True),
        JournalKindFilter(key="kind", label=_("类型"), choices=_journal_kinds, common=True),
        TextFilter(key="memo", label=_("摘要")),
    ],
    export=EXPORT_LEDGER,
    empty_title=_("还没有分录"),
    empty_text=_("订单、收款和退款入账后会出现在这里"),
)  # fmt: skip

account_list = list_view(ACCOUNTS)
journal_list = list_view(JOURNALS)
