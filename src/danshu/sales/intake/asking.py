"""What a sheet of orders does not say: what one order is, its status, what to do with unknown customers and products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danshu.catalog.intake import match_items
from danshu.catalog.permissions import ITEM_CREATE
from danshu.exchange.importing import Answer, ImportContext, Question, Row, StagedData
from danshu.kit.words import listed
from danshu.parties.intake import match_customers
from danshu.parties.permissions import CREATE_CUSTOMERS
from danshu.sales.intake import goods, people
from danshu.sales.intake.types import BY_PAYMENT, BY_SHIPPING, CustomerKey, ItemKey, customer_key, item_key
from danshu.sales.lifecycle import OrderStatus

LOOKED_UP = 5_000  # more than that are not looked up before the dry run: the question is asked anyway
NAMED = 3


@dataclass(slots=True)
class Survey:
    """What stands in the sheet."""

    orders: defaultdict[str, set[tuple[CustomerKey | None, date | None]]] = field(
        default_factory=lambda: defaultdict(set)
    )
    customers: dict[CustomerKey, Row] = field(default_factory=dict)
    items: dict[ItemKey, Row] = field(default_factory=dict)
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    statuses: bool = False

    @classmethod
    def of(cls, data: StagedData) -> Survey:
        """Read all rows once."""
        found = cls()
        for row in data.rows():
            found._add(row)
        return found

    def _add(self, row: Row) -> None:
        key, item = customer_key(row), item_key(row, by_name=False)
        self.orders[row["number"] or ""].add((key, row["order_date"]))
        self.statuses = self.statuses or bool(row["status"])
        if key is not None:
            self.customers.setdefault(key, row)
        if item is not None:
            self.items.setdefault(item, row)
            if row["product_name"]:
                self.names[item.code].add(row["product_name"])


def questions_of(data: StagedData, context: ImportContext) -> Sequence[Question]:
    """The questions of one sheet, in the order in which a person would decide them."""
    survey = Survey.of(data)
    return [
        *_about_key(survey, context), *_about_status(survey, context), *_about_customers(survey, context),
        *_about_names(survey), *_about_products(survey, context),
    ]  # fmt: skip


def _about_key(survey: Survey, context: ImportContext) -> Iterator[Question]:
    parts = survey.orders.values()
    numbers = len(survey.orders)
    by_customer = sum(len({key for key, _day in found}) for found in parts)
    by_day = sum(len(found) for found in parts)
    if by_day == numbers:
        return
    several = sum(len({key for key, _day in found}) > 1 for found in parts)
    days = sum(len({day for _key, day in found}) > 1 for found in parts)
    why = _("%(numbers)s 个订单编号里，%(several)s 个属于不止一个客户，%(days)s 个有不止一个日期。%(example)s")
    facts = {"numbers": numbers, "several": several, "days": days, "example": _example(survey)}
    answers = []
    if "order_date" in context.mapped:
        text = _("编号、客户和日期都相同的行是一张订单")
        detail = _orders(by_day)
        answers.append(Answer("number_customer_date", text, detail, recommended=by_day != by_customer))
    text = _("编号和客户相同的行是一张订单，日期取最早的")
    detail = _orders(by_customer)
    answers.append(Answer("number_customer", text, detail, recommended=by_day == by_customer))
    detail = _orders(numbers)
    if several:
        detail = _("%(n)s 张订单，另有 %(wrong)s 个编号有几个客户，列为错误") % {
            "n": f"{numbers - several:,}", "wrong": f"{several:,}"
        }  # fmt: skip
    answers.append(Answer("number", _("编号相同的行是一张订单"), detail))
    yield Question("order_key", _("同一个订单编号下有几个客户或日期，怎样分单？"), why % facts, tuple(answers))


def _orders(count: int) -> str:
    return ngettext("%(n)s 张订单", "%(n)s 张订单", count) % {"n": f"{count:,}"}


def _example(survey: Survey) -> str:
    number, found = next((n, f) for n, f in survey.orders.items() if len(f) > 1)
    shown = sorted(
        {" ".join(filter(None, (key.name or key.code if key else "", str(day or "")))) for key, day in found}
    )
    more = "……" if len(shown) > NAMED else ""
    return _("例如 %(number)s：%(orders)s") % {"number": number, "orders": listed(shown[:NAMED]) + more}


def _about_status(survey: Survey, context: ImportContext) -> Iterator[Question]:
    if "status" in context.mapped and survey.statuses:
        return
    answers = [
        Answer(
            str(OrderStatus.COMPLETED), _("历史订单：已完成"), _("金额按表格，已收款、已签收；不占库存，不产生应收"), recommended=True
        ),
        Answer(str(OrderStatus.DRAFT), _("草稿：还要提交和审核"), _("按商品、价格和权限的规则检查")),
    ]  # fmt: skip
    if "shipped_on" in context.mapped:
        text = _("有发货日期的是历史订单，其余为草稿")
        answers.insert(1, Answer(BY_SHIPPING, text, _("没有发货日期的还要提交和审核")))
    if "paid" in context.mapped:
        text = _("付过款的是历史订单，其余已取消")
        answers.insert(1, Answer(BY_PAYMENT, text, _("没有付款的订单没有成交")))
    yield Question("status", _("这些订单现在是什么状态？"), _("表格里没有订单状态这一列"), tuple(answers))


def _about_customers(survey: Survey, context: ImportContext) -> Iterator[Question]:
    wanted = survey.customers
    unknown = len(wanted)
    if unknown <= LOOKED_UP:
        entries = people.entries_of(wanted)
        unknown = match_customers(entries, actor=context.actor, at=context.at).count(None)
    if not unknown:
        return
    facts = {"n": f"{unknown:,}", "of": f"{len(wanted):,}"}
    yield Question(
        "customers", _("系统里没有的客户怎样处理？"), _("表格里有 %(of)s 个客户，%(n)s 个还没有建档") % facts,
        _create_or_refuse(
            _("新建这些客户"), _("把这些客户的订单列为错误"), allowed=context.actor.can(CREATE_CUSTOMERS),
            forbidden=_("你没有新建客户的权限"),
        ),
    )  # fmt: skip


def _about_names(survey: Survey) -> Iterator[Question]:
    several = {code: names for code, names in survey.names.items() if len(names) > 1}
    if not several:
        return
    code, names = next(iter(several.items()))
    facts = {"n": len(several), "code": code, "names": listed(sorted(names)[:NAMED])}
    yield Question(
        "product_names", _("同一商品编码有几个名称，是同一个商品吗？"),
        _("%(n)s 个编码有不止一个名称。例如 %(code)s：%(names)s") % facts,
        (
            Answer("names", _("不是，名称不同就是不同的商品"), _("后出现的在编码后加 -2"), recommended=True),
            Answer("first", _("是同一个商品，只看编码")),
        ),
    )  # fmt: skip


def _about_products(survey: Survey, context: ImportContext) -> Iterator[Question]:
    wanted = survey.items
    unknown = len(wanted)
    if unknown <= LOOKED_UP:
        unknown = match_items([goods.entry_of(row, key) for key, row in wanted.items()]).count(None)
    if not unknown:
        return
    facts = {"n": f"{unknown:,}", "of": f"{len(wanted):,}"}
    yield Question(
        "products", _("系统里没有的商品怎样处理？"), _("表格里有 %(of)s 个商品编码，%(n)s 个还没有建档") % facts,
        _create_or_refuse(
            _("新建这些商品，销售价取自订单行"), _("把有这些商品的订单列为错误"), allowed=context.actor.can(ITEM_CREATE),
            forbidden=_("你没有新建商品的权限"),
        ),
    )  # fmt: skip


def _create_or_refuse(create: str, refuse: str, *, allowed: bool, forbidden: str) -> tuple[Answer, ...]:
    if not allowed:
        return (Answer("refuse", refuse, forbidden, recommended=True),)
    return Answer("create", create, recommended=True), Answer("refuse", refuse)
