"""Small sheets of orders and the way through an import, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import ImportBatch
from danshu.kit.actor import Actor
from danshu.sales.tests.world import NOON

HEAD = "订单编号,订单日期,客户编码,客户名称,商品编码,商品名称,数量,折扣,行金额,发货日期"
ANSWERS = {
    "order_key": "number_customer_date", "status": "completed", "customers": "create", "products": "create",
    "product_names": "names",
}  # fmt: skip


def sheet(folder: Path, rows: Sequence[str], *, head: str = HEAD, name: str = "orders.csv") -> Path:
    """A CSV file of order lines."""
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def take_in(path: Path, actor: Actor | None = None, **wishes: Any) -> ImportBatch:
    """The whole import of orders, all questions answered unless told otherwise."""
    wanted = {"answers": ANSWERS} | wishes
    return import_file("orders", path, Wishes(**wanted), actor=actor or Actor.system(), at=NOON)


def problems(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """(code, field, first row) of what was refused."""
    return [(r["code"], r["field"], r["first_row"]) for r in batch.reasons if not r["warning"]]
