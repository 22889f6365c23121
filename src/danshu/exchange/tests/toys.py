"""A kind of import for tests: orders of lines in two plain tables, with all that real kinds do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext_lazy as _

from danshu.exchange.engine.receiving import receive
from danshu.exchange.fields import Choice, Field, FieldType
from danshu.exchange.importing import (
    KINDS,
    Action,
    Answer,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    Outcome,
    Policy,
    Problem,
    Question,
    Ref,
    Row,
    StagedData,
)
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.map_columns import ColumnMapping, map_columns
from danshu.exchange.operations.request_check import request_check
from danshu.exchange.permissions import IMPORT, UNDO
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
TOY = "exchange.toy.import"
TABLES = """
CREATE TABLE IF NOT EXISTS toy_order (id bigserial PRIMARY KEY, number text, customer text, kind text, total numeric,
    version int DEFAULT 1, batch_row text UNIQUE, UNIQUE (number, customer));
CREATE TABLE IF NOT EXISTS toy_line (id bigserial PRIMARY KEY, order_id bigint REFERENCES toy_order ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED, item text, quantity int CHECK (quantity < 1000), amount numeric)
"""


class ToyRefusal(DomainError):
    """The toy refuses a customer."""

    code, status = "toy_refusal", 422
    message = _("不接受客户 %(name)s")
    way_out = _("换一个客户")


class ToyOrders(ImportKind):
    """Orders: rows with one number (and one customer, when asked) are one order."""

    code, label, permission = "toys", "玩具订单", TOY
    fields: ClassVar[Sequence[Field]] = (
        Field("number", "订单编号", FieldType.CODE, required=True, max_length=20, synonyms=("订单 ID", "OrderID")),
        Field("customer", "客户", required=True, max_length=50, synonyms=("客户名称", "CustomerID")),
        Field("ordered_on", "订单日期", FieldType.DATE, synonyms=("OrderDate",)),
        Field("level", "等级", FieldType.CHOICE, choices=(Choice("a", "甲"), Choice("b", "乙"))),
        Field("item", "商品", required=True, synonyms=("产品名称", "ProductID")),
        Field("quantity", "数量", FieldType.INTEGER, required=True, minimum=1, synonyms=("Quantity",)),
        Field("amount", "金额", FieldType.MONEY, default=Decimal(0), synonyms=("销售额", "UnitPrice")),
        Field("note", "备注", FieldType.NOTE),
    )
    policies = (Policy.SKIP, Policy.UPDATE)
    totals: ClassVar[dict[str, Any]] = {"amount": "金额"}
    calls: int = 0
    sleep = 0.0

    def group_key(self, context: ImportContext) -> tuple[str, ...]:
        return ("number",) if context.answer("order_key") == "number" else ("number", "customer")

    def questions(self, data: StagedData, context: ImportContext) -> Sequence[Question]:
        numbers, both = data.count_distinct("number"), data.count_distinct("number", "customer")
        if numbers == both:
            return ()
        return (
            Question(
                "order_key",
                "一个订单编号下有几个客户，怎样分单？",
                f"{both - numbers} 个编号属于不止一个客户",
                (
                    Answer("both", "按编号和客户分单", f"{both} 单", recommended=True),
                    Answer("number", "按编号分单", f"{numbers} 单"),
                ),
            ),
        )

    def prepare(self, context: ImportContext) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, customer, id, version FROM toy_order")
            context.state["known"] = {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}

    def check(self, groups: Sequence[Group], context: ImportContext) -> Iterable[Problem]:
        for group in groups:
            for row in group.rows:
                if row["item"] == "旧款":
                    yield Problem(row.number, "item", "old", "旧款已停产", "旧款", warning=True)
                if row["item"] == "禁售":
                    yield Problem(row.number, "item", "banned", "禁售商品", "禁售", suggestions=("茶叶",))

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        type(self).calls += 1
        return [self._one(group, context) for group in groups]

    def _one(self, group: Group, context: ImportContext) -> Outcome:
        first = group.first
        if first["customer"] == "坏客户":
            raise ToyRefusal(field="customer", name=first["customer"])
        if first["customer"] == "错字段":
            raise FieldErrors([FieldProblem("customer", "odd", "客户不对"), FieldProblem("zzz", "odd", "别处不对")])
        if first["customer"] == "程序错":
            raise KeyError("a bug of the kind")
        known = context.state["known"].get((first["number"], first["customer"]))
        total = sum((row["amount"] for row in group.rows), Decimal(0))
        if known and context.policy == Policy.SKIP:
            return Outcome(Action.SKIPPED)
        if known:
            return self._update(group, known[0], total, context)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO toy_order (number, customer, total, batch_row) VALUES (%s, %s, %s, %s) RETURNING id",
                [first["number"], first["customer"], total, group.key],
            )
            pk = cursor.fetchone()[0]
        self._lines(pk, group.rows)
        context.state["known"][first["number"], first["customer"]] = (pk, 1)
        return Outcome(
            Action.CREATED, [Ref("toy.order", pk, Action.CREATED, first["number"])], totals={"amount": total}
        )

    @staticmethod
    def _lines(pk: int, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO toy_line (order_id, item, quantity, amount) VALUES (%s, %s, %s, %s)",
                [(pk, row["item"], row["quantity"], row["amount"]) for row in rows],
            )

    def _update(self, group: Group, pk: int, total: Decimal, context: ImportContext) -> Outcome:
        with connection.cursor() as cursor:
            cursor.execute("SELECT total, version FROM toy_order WHERE id = %s", [pk])
            old, version = cursor.fetchone()
            cursor.execute("UPDATE toy_order SET total = %s, version = version + 1 WHERE id = %s", [total, pk])
        ref = Ref("toy.order", pk, Action.UPDATED, group.first["number"], version + 1, {"total": old})
        return Outcome(Action.UPDATED, [ref], totals={"amount": total})

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        return [[kept for ref in group.refs for kept in self._take_back(ref)] for group in groups]

    @staticmethod
    def _take_back(ref: Ref) -> Sequence[Kept]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT version FROM toy_order WHERE id = %s", [ref.pk])
            row = cursor.fetchone()
            if row is None or row[0] != ref.version:
                return [Kept(ref, "导入后被修改过")]
            if ref.action == Action.CREATED:
                cursor.execute("DELETE FROM toy_order WHERE id = %s", [ref.pk])
            else:
                before = ref.before or {}
                cursor.execute(
                    "UPDATE toy_order SET total = %s, version = version + 1 WHERE id = %s", [before["total"], ref.pk]
                )
        return []


def install() -> None:
    """Make the tables and the kind; repeating is harmless."""
    with connection.cursor() as cursor:
        for statement in TABLES.split(";"):
            cursor.execute(statement)
    if ToyOrders.code not in KINDS:
        KINDS[ToyOrders.code] = ToyOrders()


def importer(*codes: str, **options: Any) -> Actor:
    """Somebody who may import toys (and whatever else is named)."""
    grants = dict.fromkeys((IMPORT, UNDO, TOY, *codes), EVERYTHING)
    return Actor(user_id=None, name="导入员", grants=grants, **options)


def upload(path: Path, actor: Actor, **options: Any) -> ImportBatch:
    """A file received and its proposed mapping accepted."""
    with path.open("rb") as stream:
        batch = receive("toys", iter(lambda: stream.read(1 << 16), b""), path.name, actor=actor, at=NOON)
    return accept(batch, actor, **options)


def accept(batch: ImportBatch, actor: Actor, **changes: Any) -> ImportBatch:
    """Take the proposed mapping, with changes."""
    facts = {
        "sheet": batch.sheet,
        "heading_row": batch.heading_row,
        "columns": batch.mapping["columns"],
        "constants": batch.mapping["constants"],
        "policy": batch.policy,
    }
    return map_columns(batch_id=batch.pk, mapping=ColumnMapping(**(facts | changes)), actor=actor, at=NOON)


def start_check(batch: ImportBatch, actor: Actor, **answers: str) -> None:
    """Put a batch into the state "checking" without a job."""
    request_check(batch_id=batch.pk, answers=answers, in_background=False, actor=actor, at=NOON)


def table() -> dict[str, dict[str, Any]]:
    """The imported orders: "number/customer" -> total and lines."""
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.number || '/' || o.customer, o.total, l.item, l.quantity FROM toy_order o "
            "LEFT JOIN toy_line l ON l.order_id = o.id ORDER BY l.id"
        )
        for key, total, item, quantity in cursor.fetchall():
            found[key]["total"] = total
            found[key].setdefault("lines", []).append((item, quantity))
    return dict(found)
