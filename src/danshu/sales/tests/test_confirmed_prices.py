"""A price list that moves on: what was promised stays, what was confirmed is kept, and both are said (ORD-006)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from danshu.catalog.models import Item
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.pricing.models import PriceRule
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.permissions import CHANGE_PRICE
from danshu.sales.submission import PricesChanged
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, line
from danshu.sales.timeline import order_timeline

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-006")]


def dearer(world: World, price: str = "45.00") -> None:
    Item.objects.filter(pk=world.soap.pk).update(sale_price=Decimal(price))


def bound(world: World) -> Actor:
    """The clerk without the right to change prices."""
    return replace(world.clerk, grants={k: v for k, v in world.clerk.grants.items() if k != CHANGE_PRICE})


def prices(order: Order) -> list[tuple[Decimal, Decimal, str]]:
    return list(order.lines.order_by("position").values_list("unit_price", "list_price", "price_source"))


def form(world: World, order: Order, **changes: Any) -> dict[str, Any]:
    soap = order.lines.get()
    return {
        "customer": world.customer.pk, "delivery_method": world.delivery_method_id, "channel": "staff",
        "lines-0-item": world.soap.pk, "lines-0-quantity": "2", "lines-0-price": "42.5", "lines-0-id": soap.pk,
        "checklist-customer": "1", "checklist-products": "1", "checklist-amount": "1", "checklist-discount": "1",
        "version": order.version, **changes,
    }  # fmt: skip


def test_prices_kept_at_the_submission_are_not_asked_about_after_a_rejection(office: World) -> None:
    draft = office.order(line(office.soap, 2), submit=False)
    dearer(office)
    with pytest.raises(PricesChanged):
        submit_order(order_id=draft.pk, actor=office.clerk, at=NOON)
    assert prices(draft) == [(Decimal("42.5"), Decimal("42.5"), "list")]
    submit_order(order_id=draft.pk, prices_confirmed=True, actor=office.clerk, at=NOON)
    assert prices(draft) == [(Decimal("42.5"), Decimal(45), "manual")]
    told = [change for act in order_timeline(draft) for change in act["changes"]]
    assert ("第 1 行 价格表单价", "42.50", "45.00") in told
    reject_order(order_id=draft.pk, reason="数量不清", actor=office.reviewer, at=NOON)
    again = submit_order(order_id=draft.pk, actor=office.clerk, at=NOON)
    assert (again.status, again.total) == ("awaiting_review", Decimal("85.00"))


def test_who_may_not_change_prices_still_edits_an_order_at_its_promised_price(office: World) -> None:
    draft, clerk = office.order(line(office.soap, 2), submit=False), bound(office)
    dearer(office)
    kept = line(office.soap, 3, unit_price=Decimal("42.50"), line_id=draft.lines.get().pk)
    edit_order(order_id=draft.pk, entry=office.entry(kept, remark="加一瓶"), version=1, actor=clerk, at=NOON)
    assert prices(draft) == [(Decimal("42.5"), Decimal(45), "manual")]
    draft.refresh_from_db()
    assert draft.total == Decimal("127.50")
    lower = replace(kept, line_id=draft.lines.get().pk, unit_price=Decimal("42.40"))
    with pytest.raises(FieldErrors) as refused:
        edit_order(order_id=draft.pk, entry=office.entry(lower), version=2, actor=clerk, at=NOON)
    assert [p.field for p in refused.value.problems] == ["lines-0-price"]
    with pytest.raises(FieldErrors):
        create_order(entry=office.entry(replace(kept, line_id=None)), actor=clerk, at=NOON)
    assert Order.objects.count() == 1


def test_the_price_of_a_large_quantity_is_not_carried_to_a_small_one(office: World) -> None:
    PriceRule.objects.create(
        item=office.soap, kind="step", min_quantity=10, price=Decimal(40), currency="CNY", valid=(NOON.date(), None),
        created_at=NOON, updated_at=NOON,
    )  # fmt: skip
    draft, clerk = office.order(line(office.soap, 10), submit=False), bound(office)
    few = line(office.soap, 1, unit_price=Decimal(40), line_id=draft.lines.get().pk)
    with pytest.raises(FieldErrors) as refused:
        edit_order(order_id=draft.pk, entry=office.entry(few), version=1, actor=clerk, at=NOON)
    assert [p.field for p in refused.value.problems] == ["lines-0-price"]
    more = replace(few, quantity=Decimal(12))
    assert edit_order(order_id=draft.pk, entry=office.entry(more), version=1, actor=clerk, at=NOON).total == 480


def test_an_emptied_price_takes_the_list_price_that_the_page_shows_and_says_so(office: World, sign_in: SignIn) -> None:
    draft, client = office.order(line(office.soap, 2), submit=False), sign_in(office.clerk)
    dearer(office)
    page = f"/orders/{draft.number}/edit/"
    asked = client.post(page, form(office, draft, save="1", seen_total="85.00", **{"lines-0-price": ""}))
    assert asked.status_code == 422
    assert "金额已从 85.00 变为 90.00" in asked.content.decode()
    assert prices(draft) == [(Decimal("42.5"), Decimal("42.5"), "list")]
    seen = re.search(r'name="seen_total" value="([\d.]+)"', asked.content.decode())
    assert seen is not None
    assert seen[1] == "90.00"
    given = form(office, draft, save="1", seen_total=seen[1], **{"lines-0-price": ""})
    saved = client.post(page, given, follow=True)
    assert f"单价已改：{office.soap.code} 42.50 → 45.00" in saved.content.decode()
    assert prices(draft) == [(Decimal(45), Decimal(45), "list")]


def test_a_price_kept_on_the_page_is_said_and_kept(office: World, sign_in: SignIn) -> None:
    draft, client = office.order(line(office.soap, 2), submit=False), sign_in(office.clerk)
    dearer(office)
    saved = client.post(
        f"/orders/{draft.number}/edit/", form(office, draft, submit="1", seen_total="85.00"), follow=True
    )
    assert f"单价按原价保留：{office.soap.code} 42.50" in saved.content.decode()
    draft.refresh_from_db()
    assert (draft.status, draft.total) == ("awaiting_review", Decimal("85.00"))


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(("column", "words"), [("price", "单价应在 0 到"), ("discount", "折扣应在 0 到 100 之间")])
def test_a_price_or_discount_that_is_no_number_is_refused_beside_it(
    office: World, sign_in: SignIn, column: str, words: str
) -> None:
    draft, client = office.order(line(office.soap, 2), submit=False), sign_in(office.clerk)
    given = form(office, draft, save="1", **{f"lines-0-{column}": "abc"})
    answer = client.post(f"/orders/{draft.number}/edit/", given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert OrderLine.objects.get().discount_rate == 100
