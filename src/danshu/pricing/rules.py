"""What a price must be like (CAT-006)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.catalog.queries import OrderItem
from danshu.catalog.rules import price_problem
from danshu.currencies.queries import is_known
from danshu.kit.errors import FieldProblem
from danshu.kit.quantities import quantity_problem
from danshu.kit.words import with_count
from danshu.pricing.models import RuleKind

DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTerms:
    """A price as it was entered. valid_until is the last day; None means that it has no end."""

    item_id: int
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None = None
    customer_id: int | None = None
    price_level_id: int | None = None
    min_quantity: Decimal | None = None

    @property
    def kind(self) -> str:
        """The kind that these terms describe; "" when it is not exactly one."""
        given = {
            RuleKind.CUSTOMER: self.customer_id is not None,
            RuleKind.LEVEL: self.price_level_id is not None,
            RuleKind.STEP: self.min_quantity is not None,
        }
        named = [str(kind) for kind, here in given.items() if here]
        return named[0] if len(named) == 1 else ""


def terms_problems(terms: PriceTerms, item: OrderItem, *, today: date) -> Iterator[FieldProblem]:
    """Everything that is wrong with the terms themselves; references are checked by the operation."""
    if not terms.kind:
        yield FieldProblem("kind", "one_of", _("选择客户、价格级别、起订数量中的一项"))
    if text := price_problem(terms.price, decimals=DECIMALS):
        yield FieldProblem("price", "price", text)
    if not is_known(terms.currency):
        yield FieldProblem("currency", "invalid_choice", _("选择币种"))
    if terms.min_quantity is not None and quantity_problem(terms.min_quantity, item.decimals):
        text = with_count("数量应大于 0，最多 %(decimals)s 位小数", "decimals") % {"decimals": item.decimals}
        yield FieldProblem("min_quantity", "quantity", text)
    if terms.valid_from < today:
        yield FieldProblem("valid_from", "past", _("开始日期不能早于今天；已经过去的日子按当时的价格"))
    elif terms.valid_until is not None and terms.valid_until < terms.valid_from:
        yield FieldProblem("valid_until", "before_start", _("结束日期不能早于开始日期"))
