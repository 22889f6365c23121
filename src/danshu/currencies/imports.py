"""A table of exchange rates from a spreadsheet (CAT-020, SYS-009)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.currencies.models import Currency, Rate
from danshu.currencies.operations.record_rate import record_rate
from danshu.currencies.operations.withdraw_rate import withdraw_rate
from danshu.currencies.permissions import IMPORT_RATES
from danshu.currencies.queries import base_currency
from danshu.currencies.rules import RATE_REMARK, RATE_STEP, rate_problems
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.importing import (
    Action,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    Outcome,
    Policy,
    Problem,
    Ref,
    Row,
    register_kind,
)
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError


class RateImport(ImportKind):
    """One row is the rate of a currency from a day on."""

    code, label, permission = "exchange_rates", pgettext_lazy("模块", "汇率"), IMPORT_RATES
    fields = (
        Field("code", gettext_lazy("货币代码"), FieldType.CODE, required=True, max_length=3, example="USD",
              synonyms=("币种", "货币", "代码", "currency", "currency code", "code")),
        Field("rate", gettext_lazy("汇率"), FieldType.DECIMAL, required=True, scale=6, minimum=RATE_STEP, example="7.1234",
              hint=gettext_lazy("1 个单位折合多少本位币"), synonyms=("折算率", "rate", "exchange rate", "中间价")),
        Field("effective_date", gettext_lazy("生效日期"), FieldType.DATE, hint=gettext_lazy("不填从今天起"),
              synonyms=("日期", "date", "effective date", "valid from")),
        Field("remark", gettext_lazy("备注"), max_length=RATE_REMARK, synonyms=("remark", "note")),
    )  # fmt: skip
    match_key = ("code", "effective_date")
    policies = (Policy.UPDATE, Policy.SKIP)
    records = {"currencies.rate": pgettext_lazy("模块", "汇率")}

    def check(self, groups: Sequence[Group], context: ImportContext) -> Iterable[Problem]:
        """Unknown and invalid currencies, the base currency, rates and days that cannot be."""
        known = _currencies(groups)
        for group in groups:
            yield from _problems(group.first, known, context)

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """Enter each rate as somebody would by hand; what counts already is left alone."""
        known = _currencies(groups)
        standing = _standing(known.values())
        return [_apply(group.first, known, standing, context) for group in groups]

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Withdraw the imported rates; they stay in the history."""
        return [[kept for ref in group.refs if (kept := _undo(ref, context))] for group in groups]

    def link(self, ref: Ref) -> str:
        """The page of its currency."""
        rate = Rate.objects.filter(pk=ref.pk).first()
        return reverse("currencies:currency", args=[rate.currency_id]) if rate else ""


Standing = dict[tuple[int, object], Decimal]


def _currencies(groups: Sequence[Group]) -> dict[str, Currency]:
    codes = {str(group.first["code"] or "").upper() for group in groups}
    return {currency.code: currency for currency in Currency.objects.filter(code__in=codes)}


def _standing(currencies: Iterable[Currency]) -> Standing:
    """The rate that counts from each day on which one was entered."""
    rows = Rate.objects.filter(currency__in=list(currencies), base=base_currency(), withdrawn_at=None).order_by("pk")
    return {(row.currency_id, row.effective_date): row.rate for row in rows}


def _problems(row: Row, known: dict[str, Currency], context: ImportContext) -> Iterable[Problem]:
    code = str(row["code"] or "").upper()
    currency = known.get(code)
    if code and code == base_currency():
        yield Problem(
            row.number, "code", "base", _("%(code)s 是本位币，汇率总是 1") % {"code": code}, _("本位币没有汇率")
        )
    elif currency is None or not currency.is_valid:
        text = _("没有代码为 %(code)s 的有效货币，请先新建货币") % {"code": code}
        yield Problem(row.number, "code", "unknown_currency", text, _("货币不存在"))
    day = row["effective_date"] or business_date(context.at)
    for found in rate_problems(row["rate"], day):
        yield Problem(row.number, found.field, found.code, found.text)


def _apply(row: Row, known: dict[str, Currency], standing: Standing, context: ImportContext) -> Outcome:
    if problems := list(_problems(row, known, context)):
        return Outcome(Action.REFUSED, problems=problems)
    currency, day = known[str(row["code"]).upper()], row["effective_date"] or business_date(context.at)
    before = standing.get((currency.pk, day))
    if before == row["rate"]:
        return Outcome(Action.SKIPPED)
    if before is not None and context.policy == Policy.SKIP:
        text = _("这一天已有汇率 %(rate)s，没有导入；要换成文件里的汇率，选择“更新”") % {
            "rate": f"{before.normalize():f}"
        }
        return Outcome(
            Action.SKIPPED, problems=[Problem(row.number, "rate", "known", text, _("已有汇率"), warning=True)]
        )
    try:
        made = record_rate.within(
            currency_id=currency.pk, rate=row["rate"], effective_date=day, remark=row["remark"] or "",
            actor=context.actor, at=context.at,
        )  # fmt: skip
    except DomainError as refused:
        return Outcome(Action.REFUSED, problems=[Problem(row.number, "code", refused.code, str(refused))])
    standing[(currency.pk, day)] = made.rate
    action = Action.CREATED if before is None else Action.UPDATED
    return Outcome(action, [Ref("currencies.rate", made.pk, action, str(made))])


def _undo(ref: Ref, context: ImportContext) -> Kept | None:
    try:
        withdraw_rate.within(rate_id=ref.pk, reason=_("撤销导入"), actor=context.actor, at=context.at)
    except DomainError as refused:
        return Kept(ref, str(refused))
    return None


register_kind(RateImport())
