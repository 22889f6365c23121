"""Orders of real shops that come in several files, in two date formats, in five currencies, or without lines.

What each order comes to is worked out here again with nothing but the csv module; samples hold all the odd orders.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count, Sum

from danshu.catalog.models import Item
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.engine.receiving import receive
from danshu.exchange.errors import FileRefused
from danshu.exchange.joining import DATA_SETS, FileMissing, joined_file, records
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.start_undo import start_undo
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.verification import CHECKS
from danshu.parties import queries as parties
from danshu.sales.models import Order, OrderLine

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-009", "FIN-006")]
NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
SYSTEM = Actor.system()
CENT = Decimal("0.01")
Rows = list[dict[str, str]]


def drifts() -> list[str]:
    return [text for check in CHECKS.values() for text in check.function()]


def read(path: Path, encoding: str = "utf-8-sig") -> Rows:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Rows, encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def imported(kind: str, path: Path, mapping: str, **wishes: Any) -> ImportBatch:
    return import_file(kind, path, Wishes(mapping=mapping, **wishes), actor=SYSTEM, at=NOON)


def undo(batch: ImportBatch) -> ImportBatch:
    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=now())
    running.undo(batch.pk, SYSTEM)
    batch.refresh_from_db()
    return batch


def of(rows: Iterable[dict[str, str]], column: str) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def reasons(batch: ImportBatch) -> dict[str, int]:
    return {reason["code"]: reason["count"] for reason in batch.reasons}


# ---- Olist: nine files, another currency ----------------------------------------------------------------------------
OLIST = "olist_{}_dataset.csv"


def olist(data: Path, place: Path, count: int | None) -> Path:
    """The first `count` orders of the shop with all that are odd: without items, paid otherwise than they come to."""
    source = data / "olist-sample"
    if count is None:
        return source
    orders = read(source / OLIST.format("orders"))
    items = of(read(source / OLIST.format("order_items")), "order_id")
    paid = of(read(source / OLIST.format("order_payments")), "order_id")

    def is_odd(key: str) -> bool:
        return key not in items or olist_total(items[key]) != total_of(paid.get(key, []), "payment_value")

    chosen = [row for n, row in enumerate(orders) if n < count or is_odd(row["order_id"])]
    keys = {row["order_id"] for row in chosen}
    place.mkdir()
    write(place / OLIST.format("orders"), chosen)
    for name, column in (("order_items", "order_id"), ("order_payments", "order_id")):
        write(place / OLIST.format(name), [r for r in read(source / OLIST.format(name)) if r[column] in keys])
    for name in (OLIST.format("customers"), OLIST.format("products"), "product_category_name_translation.csv"):
        (place / name).write_bytes((source / name).read_bytes())
    return place


def total_of(rows: Rows, column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def olist_total(items: Rows) -> Decimal:
    return total_of(items, "price") + total_of(items, "freight_value")


@pytest.mark.parametrize("count", [20, pytest.param(None, marks=pytest.mark.long)])
def test_orders_of_nine_files_come_to_their_items_and_what_differs_is_told(
    data: Path, tmp_path: Path, count: int | None
) -> None:
    folder = olist(data, tmp_path / "olist", count)
    orders = read(folder / OLIST.format("orders"))
    items = of(read(folder / OLIST.format("order_items")), "order_id")
    paid = of(read(folder / OLIST.format("order_payments")), "order_id")
    empty = [row for row in orders if row["order_id"] not in items]
    differ = [key for key in items if total_of(paid[key], "payment_value") != olist_total(items[key])]
    assert (len(empty), len(differ)) == (24, 22)

    batch = imported("orders", folder, "olist-orders")

    assert batch.status == "done", (batch.failure, batch.questions, batch.reasons[:5])
    assert batch.counts["run"]["groups"] == {"created": len(items)}
    assert {code: n for code, n in reasons(batch).items() if code != "repeated_product"} == {
        "required": 24, "payment_differs": 22, "no_rate": len(items),
    }  # fmt: skip
    stored = dict(Order.objects.values_list("external_number", "total"))
    assert stored == {key: olist_total(rows) for key, rows in items.items()}
    assert dict(Order.objects.values_list("external_number", "paid_amount")) == {
        key: total_of(paid[key], "payment_value") for key in items
    }
    assert set(Order.objects.values_list("currency", flat=True)) == {"BRL"}
    assert OrderLine.objects.count() == sum(map(len, items.values()))
    states = {"canceled": "cancelled", "unavailable": "cancelled"}
    assert Counter(Order.objects.values_list("status", flat=True)) == Counter(
        states.get(row["order_status"], "completed") for row in orders if row["order_id"] in items
    )
    people = {row["customer_id"]: row["customer_unique_id"] for row in read(folder / OLIST.format("customers"))}
    bought = {people[row["customer_id"]] for row in orders if row["order_id"] in items}
    assert set(parties.customers(SYSTEM).values_list("external_code", flat=True)) == bought
    assert drifts() == []
    again = imported("orders", folder, "olist-orders")
    assert again.counts["check"]["groups"] == {"skipped": len(items), "refused": len(empty)}
    assert undo(batch).counts["undo"]["kept"] == 0
    assert (Order.objects.count(), parties.customers(SYSTEM).count()) == (0, 0)


def test_a_folder_that_lacks_a_file_or_has_no_name_is_refused_and_nothing_is_kept(data: Path, tmp_path: Path) -> None:
    folder = olist(data, tmp_path / "olist", 3)
    (folder / OLIST.format("products")).unlink()
    with pytest.raises(FileMissing) as refused:
        imported("orders", folder, "olist-orders")
    assert refused.value.text == "文件夹里没有 olist_products_dataset.csv"
    for kind, mapping in (("orders", ""), ("orders", "superstore-orders"), ("customers", "olist-orders")):
        with pytest.raises(NotFound):
            imported(kind, folder, mapping)
    assert (ImportBatch.objects.count(), Order.objects.count()) == (0, 0)


# ---- Global Electronics: two date formats in one column, five currencies ---------------------------------------------
def global_electronics(data: Path, place: Path, count: int | None) -> Path:
    """Whole orders: every tenth of the first, so that both date formats and all currencies are among them."""
    source = data / "global-electronics"
    if count is None:
        return source
    sales = read(source / "Sales.csv")
    numbers = sorted({int(row["Order Number"]) for row in sales})[::10][:count]
    chosen = [row for row in sales if int(row["Order Number"]) in set(numbers)]
    customers = {row["CustomerKey"] for row in chosen}
    place.mkdir()
    write(place / "Sales.csv", chosen)
    people = [row for row in read(source / "Customers.csv", "cp1252") if row["CustomerKey"] in customers]
    write(place / "Customers.csv", people, "cp1252")
    products = {row["ProductKey"] for row in chosen}
    write(place / "Products.csv", [row for row in read(source / "Products.csv") if row["ProductKey"] in products])
    days = {row["Order Date"] for row in chosen}
    write(place / "Exchange_Rates.csv", [row for row in read(source / "Exchange_Rates.csv") if row["Date"] in days])
    return place


def month_first(text: str) -> date:
    """Both forms of the sheet, 1/13/2016 and 01-05-2016, name the month first."""
    month, day, year = text.replace("-", "/").split("/")
    return date(int(year), int(month), int(day))


@pytest.mark.parametrize("count", [80, pytest.param(None, marks=pytest.mark.long)])
def test_orders_in_five_currencies_come_to_the_days_rate_and_both_date_formats_are_read(
    data: Path, tmp_path: Path, count: int | None
) -> None:
    folder = global_electronics(data, tmp_path / "global", count)
    products = imported("products", folder, "global-electronics-products")
    assert products.status == "done", (products.failure, products.questions, products.reasons[:5])
    names = {row["ProductKey"]: row["Product Name"] for row in read(folder / "Products.csv")}
    assert products.counts["run"]["groups"] == {"created": len(names)}
    assert dict(Item.objects.values_list("code", "description")) == names
    sales = of(read(folder / "Sales.csv"), "Order Number")
    rates = {(row["Date"], row["Currency"]): Decimal(row["Exchange"]) for row in read(folder / "Exchange_Rates.csv")}
    prices = {row["ProductKey"]: Decimal(row["Unit Price USD"].strip().lstrip("$").replace(",", ""))
              for row in read(folder / "Products.csv")}  # fmt: skip

    def line_amount(row: dict[str, str]) -> Decimal:
        price = prices[row["ProductKey"]] * rates[row["Order Date"], row["Currency Code"]]
        exact = price.quantize(Decimal("0.0001"), ROUND_HALF_UP) * int(row["Quantity"])
        return exact.quantize(CENT, ROUND_HALF_UP)

    batch = imported("orders", folder, "global-electronics-orders")

    assert batch.status == "done", (batch.failure, batch.questions, batch.reasons[:5])
    assert batch.counts["run"]["groups"] == {"created": len(sales)}
    expected = {
        number: (month_first(rows[0]["Order Date"]), rows[0]["Currency Code"], sum(map(line_amount, rows), Decimal(0)))
        for number, rows in sales.items()
    }
    found = Order.objects.values_list("external_number", "order_date", "currency", "total")
    assert {number: (day, currency, total) for number, day, currency, total in found} == expected
    assert len({currency for _day, currency, _total in expected.values()}) == 5
    forms = {("-" in rows[0]["Order Date"]) for rows in sales.values()}
    assert forms == {True, False}
    shipped = {o.external_number: business_date(o.shipped_at) for o in Order.objects.exclude(shipped_at=None)}
    delivered = {n: month_first(rows[0]["Delivery Date"]) for n, rows in sales.items() if rows[0]["Delivery Date"]}
    assert {number: shipped[number] for number in delivered} == delivered
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for _day, currency, total in expected.values():
        totals[currency] += total
    summed = Order.objects.values("currency").annotate(sum=Sum("total")).order_by()
    assert {row["currency"]: row["sum"] for row in summed} == totals
    assert drifts() == []


# ---- Tmall: heads only, refunds -------------------------------------------------------------------------------------
def tmall(data: Path, place: Path, count: int | None) -> Path:
    """The first orders with some of every fate: unpaid, refunded in part, refunded in full."""
    path = data / "tmall-orders" / "tmall_order_report.csv"
    if count is None:
        return path
    rows = read(path)
    fates: tuple[Callable[[dict[str, str]], bool], ...] = (
        lambda row: not row["订单付款时间 "].strip(),
        lambda row: Decimal(row["退款金额"]) > 0 and Decimal(row["买家实际支付金额"]) > 0,
        lambda row: Decimal(row["退款金额"]) > 0 and Decimal(row["买家实际支付金额"]) == 0,
    )
    chosen = {row["订单编号"]: row for row in rows[:count]}
    for fate in fates:
        chosen |= {row["订单编号"]: row for row in list(filter(fate, rows))[:20]}
    place.mkdir()
    write(place / "tmall.csv", list(chosen.values()))
    return place / "tmall.csv"


@pytest.mark.parametrize("count", [150, pytest.param(None, marks=pytest.mark.long)])
def test_heads_of_shop_orders_keep_what_was_paid_and_refunded(data: Path, tmp_path: Path, count: int | None) -> None:
    path = tmall(data, tmp_path / "tmall", count)
    rows = read(path)
    batch = imported("orders", path, "tmall-orders")

    assert batch.status == "done", (batch.failure, batch.questions, batch.reasons[:5])
    assert batch.counts["run"]["groups"] == {"created": len(rows)}
    sums = {name: total_of(rows, column) for name, column in
            (("total", "总金额"), ("net", "买家实际支付金额"), ("refunded", "退款金额"))}  # fmt: skip
    stored = Order.objects.aggregate(total=Sum("total"), paid=Sum("paid_amount"), refunded=Sum("refunded_amount"))
    assert stored == {"total": sums["total"], "paid": sums["net"] + sums["refunded"], "refunded": sums["refunded"]}
    assert (Decimal(batch.totals["paid"]), Decimal(batch.totals["refunded"])) == (sums["net"], sums["refunded"])
    if count is None:
        assert (sums["total"], sums["net"], sums["refunded"]) == (
            Decimal("2995760.61"), Decimal("1902487.15"), Decimal("572335.92"),
        )  # fmt: skip

    def fate(row: dict[str, str]) -> tuple[str, str]:
        paid, refunded = Decimal(row["买家实际支付金额"]), Decimal(row["退款金额"])
        if not paid and not refunded:
            return "cancelled", "unpaid"
        if not refunded:
            return "completed", "paid"
        return "completed", "partly_refunded" if paid else "refunded"

    counted = Order.objects.values_list("status", "payment_state").annotate(number=Count("pk")).order_by()
    assert {(status, state): n for status, state, n in counted} == Counter(map(fate, rows))
    assert set(Order.objects.values_list("delivery_address", flat=True)) == {row["收货地址 "] for row in rows}
    assert "payment_differs" not in reasons(batch)
    assert drifts() == []


# ---- CRM accounts ---------------------------------------------------------------------------------------------------
def test_accounts_of_a_crm_become_customers_once(data: Path) -> None:
    path = data / "crm-pipeline" / "accounts.csv"
    rows = read(path)
    batch = imported("customers", path, "crm-accounts")

    assert batch.status == "done", (batch.failure, batch.questions, batch.reasons[:5])
    assert batch.counts["run"]["groups"] == {"created": 85}
    stored = parties.customers(SYSTEM).values_list("external_code", "name", "city", "tags")
    assert {code: (name, city, tags) for code, name, city, tags in stored} == {
        row["account_id"]: (row["account_name"], row["office_location"], [row["sector"]]) for row in rows
    }
    assert imported("customers", path, "crm-accounts").counts["check"]["groups"] == {"skipped": 85}
    assert undo(batch).counts["undo"]["removed"] == {"parties.customer": 85}


def packed(folder: Path) -> bytes:
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, f"{folder.name}/{path.name}")
        return out.getvalue()


def test_the_archive_of_a_data_set_is_uploaded_as_one_file_and_offers_its_mapping(data: Path, tmp_path: Path) -> None:
    folder = olist(data, tmp_path / "olist", 5)
    batch = receive("orders", [packed(folder)], "shop.zip", actor=SYSTEM, at=NOON)
    assert (batch.file_name, batch.file_kind, batch.status) == ("shop.csv", "text", "uploaded")
    assert {"number", "customer_code", "product_code", "unit_price", "freight", "paid"} <= set(batch.mapping["columns"])
    (folder / OLIST.format("order_items")).unlink()
    with pytest.raises(FileRefused):
        receive("orders", [packed(folder)], "half.zip", actor=SYSTEM, at=NOON)
    with pytest.raises(FileRefused):
        receive("customers", [packed(folder)], "other.zip", actor=SYSTEM, at=NOON)
    assert ImportBatch.objects.count() == 1


# ---- joining --------------------------------------------------------------------------------------------------------
def test_joining_makes_up_nothing(data: Path, tmp_path: Path) -> None:
    folder = olist(data, tmp_path / "olist", 5)
    with joined_file(DATA_SETS["olist-orders"], folder) as path:
        table = read(path)
        assert list(records(path.parent, path.name)) == table
    orders = {row["order_id"] for row in read(folder / OLIST.format("orders"))}
    items = of(read(folder / OLIST.format("order_items")), "order_id")
    assert {row["order_id"] for row in table} == orders
    assert Counter(row["order_id"] for row in table if row["product"]) == {
        key: len(rows) for key, rows in items.items()
    }
    alone = [row for row in table if not row["product"]]
    assert {row["order_id"] for row in alone} == orders - set(items)
    assert {(row["price"], row["freight"], row["category_english"]) for row in alone} == {("", "", "")}
    assert all(Decimal(row["paid"]) >= 0 for row in alone)
    assert not path.exists()
