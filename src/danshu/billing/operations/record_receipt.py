"""Record money that came in (FIN-006)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.accounts import BANK, COMPANY, UNMATCHED
from danshu.billing.models import PaymentMethod, Receipt
from danshu.billing.numbers import RECEIPT_SERIES
from danshu.billing.permissions import RECORD_RECEIPT
from danshu.currencies.queries import rate_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.constraints import explain
from danshu.kit.context import current_context
from danshu.kit.currencies import CURRENCIES
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.money import minor_unit, round_amount
from danshu.kit.operation import operation
from danshu.kit.words import with_count
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import PostingLine, post
from danshu.numbering.operations.next_numbers import next_numbers

LIMIT = Decimal(9999999999)
# as the column stores them: the first answer and its replay are the same
CENT, NO_CENT = Decimal("0.01"), Decimal("0.00")
# by these nothing comes in: a balance was received before, an account is paid by another method later
NOT_RECEIVED = (PaymentMethod.Kind.BALANCE, PaymentMethod.Kind.CREDIT)


class AlreadyRecorded(DomainError):
    """The same bank line or the same notice of a payment provider was recorded before (INV-M3)."""

    code = "already_recorded"
    message = gettext_lazy("这笔款已经登记过：账户、流水号、日期、金额都相同")
    way_out = gettext_lazy("在收款列表里按流水号查找已有的收款单")


explain("receipt_bank_line", AlreadyRecorded)
explain("receipt_channel_transaction", AlreadyRecorded)
explain("receipt_statement_line", AlreadyRecorded)


@operation("billing.record_receipt", permission=RECORD_RECEIPT, label=("登记收款", "Record receipt"))
def record_receipt(
    *,
    received_date: date,
    payer_name: str,
    amount: Decimal,
    method: str,
    currency: str = "CNY",
    customer_id: int | None = None,
    bank_account: str = "",
    reference: str = "",
    channel_transaction: str = "",
    named_order: str = "",
    statement_key: str = "",
    remark: str = "",
    actor: Actor,
    at: datetime,
) -> Receipt:
    """Record a receipt; it is unmatched until it is matched to orders.

    named_order: the order that the payer named; statement_key: tells a line of a statement apart. Raises FieldErrors
    (payer, amount > 0 with at most the currency's decimals, date not in the future, method), AlreadyRecorded for the
    same bank line or provider transaction. Notices of providers are taken for invalid methods too: the money is here.
    """
    problems = [
        *_amount_problems(amount, currency),
        *_problems(received_date, payer_name, method, at, is_notice=bool(channel_transaction)),
    ]
    if problems:
        raise FieldErrors(problems)
    receipt = Receipt.objects.create(
        number=next_numbers(RECEIPT_SERIES, count=1, at=at)[0], received_date=received_date,
        payer_name=payer_name.strip()[:100], customer_id=customer_id, amount=amount.quantize(CENT), matched_amount=NO_CENT,
        returned_amount=NO_CENT, returning_amount=NO_CENT, currency=currency, rate=rate_of(currency, received_date), method=method,
        bank_account=bank_account.strip()[:60], reference=reference.strip()[:100],
        channel_transaction=channel_transaction.strip()[:100], named_order=named_order.strip()[:40],
        statement_key=statement_key, remark=remark[:500], recorded_by_id=actor.user_id,
        created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    post(
        source=receipt.ref, kind="received", on=received_date, at=at, memo=receipt.number,
        lines=[PostingLine(AccountKey(BANK, f"method:{method}", currency), amount),
               PostingLine(AccountKey(UNMATCHED, COMPANY, currency), -amount)],
    )  # fmt: skip
    current_context().changed(
        "billing.receipt", receipt.pk, label=receipt.number,
        changes={"amount": (None, amount), "payer_name": (None, receipt.payer_name)},
    )  # fmt: skip
    return receipt


def _amount_problems(amount: Decimal, currency: str) -> list[FieldProblem]:
    problems = []
    if currency not in CURRENCIES:
        problems.append(FieldProblem("currency", "unknown", _("币种应为通用的三位字母代码，例如 CNY")))
    elif not amount.is_finite() or not 0 < amount <= LIMIT or amount != round_amount(amount, currency):
        places = -min(0, int(minor_unit(currency).as_tuple().exponent))
        text = with_count("金额应大于 0，最多 %(places)s 位小数", "places") % {"places": min(2, places)}
        problems.append(FieldProblem("amount", "range", text))
    return problems


def _problems(day: date, payer: str, method: str, at: datetime, *, is_notice: bool) -> list[FieldProblem]:
    problems = []
    if not payer.strip():
        problems.append(FieldProblem("payer_name", "required", _("请填写付款人")))
    if day > business_date(at):
        problems.append(FieldProblem("received_date", "future", _("收款日期不能晚于今天")))
    methods = PaymentMethod.objects.filter(code=method).exclude(kind__in=NOT_RECEIVED)
    if not (methods if is_notice else methods.filter(is_valid=True)).exists():
        problems.append(FieldProblem("method", "unknown", _("请选择有效的支付方式")))
    return problems
