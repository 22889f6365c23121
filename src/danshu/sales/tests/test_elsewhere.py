"""Orders on the pages of items and contacts: what was ordered in a year, and who may not be deleted any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.catalog.ports import ItemFacts
from danshu.identity.models import Unit, User
from danshu.identity.rules.units import blockers_of
from danshu.kit.clock import business_date, now
from danshu.parties.errors import ContactInUse
from danshu.parties.models import Contact, Customer
from danshu.parties.operations.delete_contact import delete_contact
from danshu.sales.item_panel import order_panel, year_before
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, actor_of, line

pytestmark = pytest.mark.django_db


def facts(world: World) -> ItemFacts:
    item = world.soap
    return ItemFacts(id=item.pk, code=item.code, name=item.name, kind="goods", currency="CNY", decimals=0,
                     is_stock_managed=True)  # fmt: skip


def texts(panel: Any) -> list[list[str]]:
    return [[str(cell["text"]) for cell in row] for row in panel.cells()]


@pytest.mark.spec("CAT-004")
def test_the_item_shows_what_was_ordered_in_twelve_months_by_month_in_one_query(office: World) -> None:
    today = business_date(now())
    first = year_before(today)
    months = {first: 3, today: 2, date(first.year - 1, first.month, 28): 7}
    for day, quantity in months.items():
        order = office.approved(line(office.soap, quantity), line(office.paper, 1))
        Order.objects.filter(pk=order.pk).update(order_date=day)
    office.clerk = replace(office.clerk, limits={"discount_limit": "50"})  # no question for the supervisor
    returned = office.approved(line(office.soap, 4, discount_rate=Decimal(50)))
    Order.objects.filter(pk=returned.pk).update(order_date=today)
    OrderLine.objects.filter(order=returned).update(shipped_quantity=4, returned_quantity=1)
    office.order(line(office.soap, 50))  # not approved: nothing was sold
    with CaptureQueriesContext(
        connection,
    ) as queries:
        panel = order_panel(facts(office), office.reviewer)
    assert panel is not None
    assert len(queries) == 1
    assert texts(panel) == [
        [f"{today:%Y-%m}", "2", "6", "1", "170.00"], [f"{first:%Y-%m}", "1", "3", "0", "127.50"],
    ]  # fmt: skip
    assert [str(cell["text"]) for cell in panel.foot()] == ["合计", "3", "9", "1", "297.50"]


@pytest.mark.spec("CAT-004", "ACC-022", "ACC-023")
def test_the_panel_counts_only_orders_in_scope_and_is_not_there_without_the_right(
    office: World, sign_in: SignIn
) -> None:
    Order.objects.filter(pk=office.approved(line(office.soap, 3)).pk).update(order_date=business_date(now()))
    stranger = order_panel(facts(office), office.stranger)
    assert stranger is not None
    assert (stranger.rows, stranger.totals, stranger.empty) == ([], (), "近 12 个月没有已审核的订单")
    assert order_panel(facts(office), actor_of(User.objects.get(pk=office.finance.user_id))) is None
    page = sign_in(office.reviewer).get(f"/products/{office.soap.pk}/").content.decode()
    assert ("近 12 个月订单" in page, "127.50" in page) == (True, True)


@pytest.mark.spec("ACC-002")
def test_a_branch_with_customers_open_orders_and_a_warehouse_is_not_withdrawn(office: World) -> None:
    order = office.order(line(office.soap, 1))
    unit = Unit.objects.get(pk=order.unit_id)
    blockers = {b.label: b.count for b in blockers_of(unit.pk, at=NOON)}
    assert (blockers["未完成的订单"], blockers["仓库"]) == (1, 1)
    assert blockers["客户"] == Customer.objects.filter(unit_id=unit.pk).count() > 0
    cancel_order(order_id=order.pk, reason="客户取消", actor=office.reviewer, at=NOON)
    assert "未完成的订单" not in {b.label for b in blockers_of(unit.pk, at=NOON)}


@pytest.mark.spec("CAT-004")
def test_twelve_months_end_with_the_current_one() -> None:
    assert year_before(date(2026, 11, 23)) == date(2025, 12, 1)
    assert year_before(date(2026, 1, 31)) == date(2025, 2, 1)


@pytest.mark.spec("CUS-005", "CUS-020")
def test_a_contact_named_on_an_order_cannot_be_deleted(office: World) -> None:
    keeper = actor_of(User.objects.get(pk=office.reviewer.user_id), "OPA", "ADM")
    contact = Contact.objects.get(customer=office.customer)
    Contact.objects.create(
        customer=office.customer, name="孙七", mobile="13800000009", created_at=NOON, updated_at=NOON
    )
    office.order(submit=False)
    with pytest.raises(ContactInUse) as refused:
        delete_contact(contact_id=contact.pk, reason="离职", actor=keeper, at=NOON)
    assert refused.value.text == "联系人 吴九 不能删除：已有 订单 1"
    contact.refresh_from_db()
    assert contact.deleted_at is None
    unused = Contact.objects.get(name="孙七")
    delete_contact(contact_id=unused.pk, reason="录错", actor=keeper, at=NOON)
    unused.refresh_from_db()
    assert unused.deleted_at == NOON
