"""Bank statements from spreadsheets (FIN-006, SYS-009): each line once, however often the file is imported."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from danshu.billing.lifecycle import ReceiptState
from danshu.billing.models import Receipt
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.operations.void_receipt import void_receipt
from danshu.billing.permissions import IMPORT_RECEIPT
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

METHOD = "bank_transfer"


class StatementImport(ImportKind):
    """A row is money that came in. Lines known from an earlier import, or recorded by hand, are left out."""

    code, label, permission = "receipts", gettext_lazy("银行流水"), IMPORT_RECEIPT
    fields = (
        Field("received_date", gettext_lazy("收款日期"), FieldType.DATE, required=True, example="2026-09-18",
              synonyms=("日期", "交易日期", "入账日期", "记账日期", "交易时间", "date", "value date", "booking date")),
        Field("payer_name", gettext_lazy("付款人"), required=True, max_length=100,
              synonyms=("对方户名", "对方名称", "付款方", "付款户名", "户名", "payer", "counterparty", "name")),
        Field("amount", gettext_lazy("金额"), FieldType.MONEY, required=True, scale=2, minimum=Decimal("0.01"),
              maximum=9_999_999_999, synonyms=("收入金额", "贷方发生额", "贷方金额", "交易金额", "收入", "credit", "amount"),
              example="225.40"),
        Field("currency", gettext_lazy("币种"), FieldType.CODE, max_length=3, default="CNY", synonyms=("currency",)),
        Field("bank_account", gettext_lazy("收款账户"), FieldType.CODE, max_length=60,
              synonyms=("本方账号", "账号", "账户", "account")),
        Field("reference", gettext_lazy("流水号"), FieldType.CODE, max_length=100,
              synonyms=("交易流水号", "凭证号", "银行流水", "交易号", "reference", "transaction id")),
        Field("remark", pgettext_lazy("银行流水", "摘要"), max_length=500,
              synonyms=("附言", "用途", "备注", "说明", "memo", "purpose", "description")),
    )  # fmt: skip
    policies = (Policy.SKIP,)
    totals = {"amount": gettext_lazy("金额")}
    unit = gettext_lazy("笔")
    records = {"billing.receipt": gettext_lazy("收款")}

    def check(self, groups: Sequence[Group], context: ImportContext) -> Iterable[Problem]:
        """Days that have not come yet."""
        today = business_date(context.at)
        for group in groups:
            row = group.first
            if row["received_date"] is not None and row["received_date"] > today:
                yield Problem(row.number, "received_date", "future", _("收款日期不能晚于今天"), _("日期在今天之后"))

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """One receipt for each line that is not known."""
        rows = [group.first for group in groups]
        keys = [_key(row) for row in rows]
        known = _known(keys, rows)
        outcomes = []
        for row, key in zip(rows, keys, strict=True):
            if number := known.get(key):
                outcomes.append(_skipped(row, number))
                continue
            outcomes.append(_record(row, key, context))
            known[key] = outcomes[-1].refs[0].label
        return outcomes

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Take back receipts that nothing was matched to or returned from; the others are kept and named."""
        return [[kept for ref in group.refs if (kept := _take_back(ref, context))] for group in groups]

    def link(self, ref: Ref) -> str:
        """The receipt's page."""
        return reverse("billing:receipt", args=[ref.label])


def _key(row: Row) -> str:
    """What tells a line apart. Two equal lines without a number of the bank are one: nobody could tell them apart."""
    names = ("received_date", "payer_name", "amount", "currency", "bank_account", "reference", "remark")
    content = "\x1f".join(str(row[name] or "") for name in names)
    return hashlib.sha256(content.encode()).hexdigest()


def _known(keys: Sequence[str], rows: Sequence[Row]) -> dict[str, str]:
    """Key -> number of the receipt that has this line already, imported or typed; two queries."""
    known = dict(Receipt.objects.filter(statement_key__in=keys).values_list("statement_key", "number"))
    references = [row["reference"] for row in rows if row["reference"]]
    found = Receipt.objects.filter(reference__in=references).exclude(state=ReceiptState.VOIDED)
    typed = {(r.bank_account, r.reference, r.received_date, r.amount): r.number for r in found}
    for key, row in zip(keys, rows, strict=True):
        line = (row["bank_account"] or "", row["reference"] or "", row["received_date"], row["amount"])
        if row["reference"] and line in typed:
            known[key] = typed[line]
    return known


def _skipped(row: Row, number: str) -> Outcome:
    text = _("这笔流水已登记为收款 %(number)s；确实是另一笔时补上流水号") % {"number": number}
    return Outcome(Action.SKIPPED, problems=[Problem(row.number, "amount", "known", text, _("已登记"), warning=True)])


def _record(row: Row, key: str, context: ImportContext) -> Outcome:
    receipt = record_receipt.within(
        received_date=row["received_date"], payer_name=row["payer_name"], amount=row["amount"], method=METHOD,
        currency=(row["currency"] or "CNY").upper(), bank_account=row["bank_account"] or "",
        reference=row["reference"] or "", remark=row["remark"] or "", statement_key=key, actor=context.actor,
        at=context.at,
    )  # fmt: skip
    ref = Ref("billing.receipt", receipt.pk, Action.CREATED, receipt.number, receipt.version)
    return Outcome(Action.CREATED, [ref], totals={"amount": receipt.amount})


def _take_back(ref: Ref, context: ImportContext) -> Kept | None:
    try:
        void_receipt.within(receipt_id=ref.pk, reason=pgettext("原因", "撤销导入"), actor=context.actor, at=context.at)
    except DomainError as refusal:
        return Kept(ref, refusal.text)
    return None


register_kind(StatementImport())
