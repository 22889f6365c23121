"""Order lines per second of the import: `python -m bench.importing ROWS` in the database of DATABASE_URL.

A workbook of lines of known customers and products is written, then goes the whole way of `danshu import`: read, dry
run, import, all rules on. Two kinds of orders: "history" (amounts as the sheet says) and "open" (drafts whose prices
Danshu finds). Each run brings orders with numbers of its own, so that none is skipped.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.django_setup import ready

HEADINGS = ("订单号", "客户编号", "下单日期", "商品编码", "数量", "行金额", "备注")
LINES = 3  # of an order


def measure(rows: int) -> dict[str, Any]:
    """Kind of order -> lines, seconds of the dry run and of the import, of them processor time of this process."""
    found = {}
    for kind, status, told in (("history", "completed", True), ("open", "draft", False)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"{kind}.xlsx")
            write_workbook(path, rows, with_amounts=told)
            found[kind] = _one(path, rows, status)
    return found


def write_workbook(path: Path, rows: int, *, with_amounts: bool) -> None:
    """Orders of three lines."""
    from openpyxl import Workbook

    from danshu.catalog.models import Item
    from danshu.parties.models import Customer

    items = list(Item.objects.filter(kind="goods").order_by("pk").values_list("code", "sale_price")[:500])
    customers = list(Customer.objects.filter(is_valid=True).order_by("pk").values_list("number", flat=True)[:2000])
    book = Workbook(write_only=True)
    sheet = book.create_sheet("订单")
    sheet.append([name for name in HEADINGS if with_amounts or name != "行金额"])
    mark = f"{time.time_ns():x}"
    for n in range(rows):
        order, (code, price) = n // LINES, items[n * 7 % len(items)]
        amount = [price * (n % 9 + 1)] if with_amounts else []
        row = [
            f"{mark}-{order}",
            customers[order % len(customers)],
            "2026-03-14",
            code,
            n % 9 + 1,
            *amount,
            f"第 {n} 行",
        ]
        sheet.append(row)
    book.save(path)


def _one(path: Path, rows: int, status: str) -> dict[str, float]:
    from danshu.exchange.engine import driving, running
    from danshu.kit.actor import Actor
    from danshu.kit.clock import now

    times: dict[str, float] = {}

    def timed(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            clock, cpu = time.perf_counter(), time.process_time()
            try:
                return act(*arguments, **named)
            finally:
                times[name], times[f"{name} cpu"] = time.perf_counter() - clock, time.process_time() - cpu

        return run

    original = running.check, running.run
    running.check, running.run = timed("check", original[0]), timed("run", original[1])
    try:
        answers = {"order_key": "number", "status": status, "customers": "refuse", "products": "refuse"}
        wishes = driving.Wishes(answers=answers)
        clock = time.perf_counter()
        batch = driving.import_file("orders", path, wishes, actor=Actor.system(), at=now())
        times["all"] = time.perf_counter() - clock
    finally:
        running.check, running.run = original
    orders = -(-rows // LINES)
    if batch.counts.get("run", {}).get("groups") != {"created": orders}:
        raise RuntimeError(
            f"not all orders came in: {batch.status} {batch.failure} {batch.counts} {batch.reasons[:3]} {batch.questions}"
        )
    return {"lines": rows, **times}


if __name__ == "__main__":
    ready()
    print(json.dumps(measure(int(sys.argv[1]))))
