"""Pages, API and import of currencies and rates (CAT-020)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.currencies.models import Currency, Rate
from danshu.currencies.queries import is_orderable, rate_of
from danshu.currencies.tests.factories import DAY, NOON, SYSTEM, currency, orderable, rate
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import ImportBatch, StagedRow
from danshu.exchange.operations.start_undo import start_undo
from danshu.kit.actor import Actor
from danshu.parties.tests.factories import person

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CAT-020")]
SignIn = Callable[[Actor], Client]


@pytest.fixture
def finance(sign_in: SignIn) -> Client:
    return sign_in(person("FNC"))


def test_a_currency_is_added_changed_and_shown_with_its_history(finance: Client) -> None:
    typed = {
        "code": "chf",
        "name": "瑞士法郎",
        "decimals": "2",
        "is_orderable": "on",
        "rate": "8.1",
        "effective_date": "2026-09-18",
    }
    added = finance.post("/currencies/new/", typed)
    made = Currency.objects.get(code="CHF")
    assert (added.status_code, added["Location"]) == (303, f"/currencies/{made.pk}/")
    finance.post(
        f"/currencies/{made.pk}/rates/new/", {"rate": "8.123456", "effective_date": "2026-09-20", "remark": "月末"}
    )
    finance.post(
        f"/currencies/{made.pk}/edit/", {"name": "瑞郎", "decimals": "2", "is_orderable": "on", "version": "1"}
    )

    page = finance.get(f"/currencies/{made.pk}/").content.decode()
    for text in ("CHF 瑞郎", "1 CHF = 8.123456 CNY", "8.10", "已被代替", "现在生效", "月末", "瑞士法郎"):
        assert text in page
    assert rate_of("CHF", date(2026, 9, 19)) == Decimal("8.1")


def test_wrong_entries_stay_on_the_form(finance: Client) -> None:
    refused = finance.post("/currencies/new/", {"code": "1", "name": "", "decimals": "2", "rate": "-2"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="-2"' in page
    assert set(refused.context["form"].errors) >= {"code", "name", "rate"}, "what only the rules know is told, too"
    both = finance.post("/currencies/new/", {"code": "USD", "name": "长" * 51, "decimals": "2", "rate": "7"})
    assert set(both.context["form"].errors) == {"code", "name", "effective_date"}
    taken = finance.post(
        "/currencies/new/",
        {"code": "USD", "name": "美元", "decimals": "2", "rate": "7", "effective_date": "2026-09-18"},
    )
    assert (taken.status_code, "已有这个代码的货币" in taken.content.decode()) == (409, True)
    assert (Currency.objects.count(), Rate.objects.count()) == (16, 0)


def test_the_lists_query_and_cost_the_same_for_any_number(finance: Client) -> None:
    page = finance.get("/currencies/").content.decode()
    assert ("本位币" in page, "USD" in page) == (True, True)
    rate("USD", "7.1")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert finance.get("/exchange-rates/").status_code == 200
        return len(asked)

    few = cost()
    for number in range(15):
        rate("EUR", f"8.{number + 10}", date(2026, 8, number + 1))
    assert cost() == few
    found = finance.get("/exchange-rates/?state=now").content.decode()
    assert ("7.10" in found or "7.1" in found, "8.24" in found, "8.12" in found) == (True, True, False)


def test_deleting_and_withdrawing_say_first_what_they_do(finance: Client) -> None:
    wrong = rate("VND", "0.0003")
    shown = finance.get(f"/exchange-rates/{wrong.pk}/withdraw/").content.decode()
    assert "新单据不再按" in shown
    vnd = currency("VND").pk
    asked = finance.get(f"/currencies/{vnd}/delete/").content.decode()
    assert "连同 1 个汇率" in asked
    assert Currency.objects.filter(code="VND").exists()


def test_who_may_not_sees_nothing(sign_in: SignIn) -> None:
    seller = sign_in(person("SLS"))
    assert [seller.get(url).status_code for url in ("/currencies/", "/exchange-rates/", "/currencies/new/")] == [
        403
    ] * 3
    assert "货币与汇率" not in seller.get("/").content.decode()


def send(client: Client, method: str, path: str, key: str, **body: Any) -> Any:
    return getattr(client, method)(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


@pytest.mark.spec("SYS-030")
def test_currencies_and_rates_through_the_api(finance: Client) -> None:
    made = send(finance, "post", "currencies", "c-1", code="CHF", name="瑞士法郎", rate="8.1", is_orderable=True,
                effective_date="2026-09-18")  # fmt: skip
    again = send(finance, "post", "currencies", "c-1", code="CHF", name="瑞士法郎", rate="8.1", is_orderable=True,
                 effective_date="2026-09-18")  # fmt: skip
    key = made.json()["id"]
    assert (made.status_code, again.status_code, again.json()["id"]) == (201, 201, key)
    assert (made.json()["is_orderable"], Decimal(made.json()["rate"])) == (True, Decimal("8.1"))
    new = send(finance, "post", f"currencies/{key}/rates", "r-1", rate="8.2", effective_date="2026-09-19")
    assert (new.status_code, Rate.objects.count()) == (201, 2)
    assert send(finance, "patch", f"currencies/{key}", "e-1", symbol="Fr.", version=1).json()["symbol"] == "Fr."
    listed = finance.get("/api/v1/exchange-rates?currency=chf").json()["items"]
    assert [(each["currency"], Decimal(each["rate"])) for each in listed] == [
        ("CHF", Decimal("8.2")), ("CHF", Decimal("8.1"))
    ]  # fmt: skip
    gone = send(finance, "post", f"exchange-rates/{new.json()['id']}/withdraw", "w-1", reason="错录")
    assert gone.json()["withdrawn_at"] is not None
    assert send(finance, "post", "currencies", "c-2", code="CHX", name="x").status_code == 422
    assert send(finance, "post", f"currencies/{key}/invalidate", "i-1").json()["is_valid"] is False
    assert finance.delete(f"/api/v1/currencies/{key}").status_code == 204
    assert not Currency.objects.filter(pk=key).exists()


def sheet(path: Path, *rows: list[str]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([["货币代码", "汇率", "生效日期"], *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def run(path: Path, *, dry_run: bool = False) -> ImportBatch:
    return import_file("exchange_rates", path, Wishes(dry_run=dry_run), actor=SYSTEM, at=NOON)


def groups(batch: ImportBatch, phase: str = "run") -> dict[str, int]:
    return {action: count for action, count in batch.counts[phase]["groups"].items() if count}


@pytest.mark.spec("SYS-009")
def test_a_table_of_rates_is_imported_checked_and_taken_back(tmp_path: Path) -> None:
    rate("USD", "7.1", DAY)
    path = sheet(
        tmp_path / "rates.csv", ["USD", "7.1", "2026-09-18"], ["eur", "7.85", "2026-09-18"], ["JPY", "0.048123", "2026-09-18"],
    )  # fmt: skip
    batch = run(path)
    assert groups(batch) == {"created": 2, "skipped": 1}
    assert (rate_of("EUR", DAY), rate_of("JPY", DAY)) == (Decimal("7.85"), Decimal("0.048123"))
    assert not is_orderable("EUR")

    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=NOON)
    running.undo(batch.pk, SYSTEM)
    assert (rate_of("EUR", DAY), rate_of("USD", DAY)) == (None, Decimal("7.1"))
    assert Rate.objects.count() == 3


@pytest.mark.spec("SYS-009")
def test_bad_rows_are_told_with_row_and_column(tmp_path: Path) -> None:
    orderable("USD", "7.1")
    path = sheet(
        tmp_path / "rates.csv", ["XXX", "1", "2026-09-18"], ["CNY", "1", "2026-09-18"], ["EUR", "0", "2026-09-18"],
        ["EUR", "abc", "2026-09-19"],
    )  # fmt: skip
    run(path, dry_run=True)
    rows = StagedRow.objects.exclude(problems=None)
    found = {(row.number, problem["f"]) for row in rows for problem in row.problems}
    assert found == {(2, "code"), (3, "code"), (4, "rate"), (5, "rate")}
    assert Rate.objects.count() == 1
