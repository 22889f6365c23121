"""Orders of a store: only an open one takes them, its warehouse serves them, lists and reports know it (ACC-003)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from danshu.identity.models import Unit
from danshu.inventory.models import Warehouse
from danshu.kit.actor import Actor, Scope
from danshu.kit.errors import DomainError, FieldErrors
from danshu.kit.findings import Blocked
from danshu.recycling.models import Entry
from danshu.reporting.asking import read
from danshu.sales.drafting import OrderEntry
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.order_form import order_sheet
from danshu.sales.permissions import DELETE_ORDER, VIEW_ORDER
from danshu.sales.statistics import Asked, order_statistics
from danshu.sales.tests.conftest import SignIn, give_roles
from danshu.sales.tests.test_pages import listed, sheet
from danshu.sales.tests.world import NOON, World, add_stock, line
from danshu.stores.errors import StoreInUse
from danshu.stores.models import Store
from danshu.stores.operations.close_store import close_store
from danshu.stores.operations.delete_store import delete_store
from danshu.stores.operations.reopen_store import reopen_store
from danshu.stores.operations.suspend_store import suspend_store
from danshu.stores.tests.factories import make_store

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-003")]
SYSTEM = Actor.system()


@pytest.fixture
def house(office: World) -> Warehouse:
    """A second warehouse of the branch, with goods."""
    found = Warehouse.objects.create(code="W2", name="滨江店仓", unit=office.branch, created_at=NOON, updated_at=NOON)
    for item in (office.soap, office.paper):
        add_stock(found, item, 50)
    return found


@pytest.fixture
def store(office: World, house: Warehouse) -> Store:
    """An open store of the clerk's branch."""
    return make_store("滨江店", unit=office.branch, warehouse_id=house.pk)


def refused(world: World, *, actor: Actor | None = None, submit: bool = True, **values: Any) -> list[tuple[str, str]]:
    """The problems of a new order with these values."""
    with pytest.raises(FieldErrors) as found:
        create_order(entry=world.entry(**values), submit=submit, actor=actor or world.clerk, at=NOON)
    return [(problem.field, problem.text) for problem in found.value.problems]


def entered(order: Order) -> OrderEntry:
    return stored_entry(order, order_lines(order))


def edited(world: World, order: Order, **values: Any) -> Order:
    return edit_order(
        order_id=order.pk, entry=replace(entered(order), **values), version=None, actor=world.clerk, at=NOON
    )


def houses(order: Order) -> set[int | None]:
    return set(order.lines.values_list("warehouse_id", flat=True))


def test_an_order_of_a_store_is_served_from_its_warehouse(office: World, store: Store, house: Warehouse) -> None:
    order = office.approved(store_id=store.pk)
    assert (order.store_id, order.warehouse_id, houses(order)) == (store.pk, house.pk, {house.pk})


def test_a_warehouse_that_somebody_chose_stays_and_without_a_store_nothing_changes(office: World, store: Store) -> None:
    chosen = office.approved(store_id=store.pk, warehouse_id=office.warehouse.pk)
    bare = office.approved(line(office.soap, 1))
    assert houses(chosen) == houses(bare) == {office.warehouse.pk}
    assert (bare.store_id, bare.warehouse_id) == (None, None)


def test_a_store_whose_warehouse_is_invalid_leaves_the_choice_to_the_allocation(
    office: World, store: Store, house: Warehouse
) -> None:
    Warehouse.objects.filter(pk=office.warehouse.pk).update(is_default=True)
    empty = Warehouse.objects.create(code="W3", name="旧仓", unit=office.branch, is_valid=False, created_at=NOON,
                                     updated_at=NOON)  # fmt: skip
    Store.objects.filter(pk=store.pk).update(warehouse=empty)
    assert houses(office.approved(store_id=store.pk)) == {office.warehouse.pk}


@pytest.mark.parametrize("submit", [False, True])
def test_creating_an_order_for_a_store_that_takes_none_is_refused_beside_the_field(
    office: World, store: Store, submit: bool
) -> None:
    suspend_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    assert refused(office, store_id=store.pk, submit=submit) == [("store", "门店 滨江店 停业中，不接受新订单")]
    close_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    assert refused(office, store_id=store.pk, submit=submit) == [("store", "门店 滨江店 已关闭，不接受新订单")]
    assert not Order.objects.exists()


def test_a_draft_whose_store_closed_is_not_submitted_until_another_is_chosen(office: World, store: Store) -> None:
    draft = office.order(submit=False, store_id=store.pk)
    suspend_store(store_id=store.pk, actor=SYSTEM, at=NOON)

    with pytest.raises(Blocked) as found:
        submit_order(order_id=draft.pk, actor=office.clerk, at=NOON)
    assert [(f.field, f.text) for f in found.value.findings] == [("store", "门店 滨江店 停业中，不接受新订单")]
    # everything else of the draft can still be changed
    assert edited(office, draft, remark="等开店").remark == "等开店"
    draft.refresh_from_db()
    assert (draft.status, draft.store_id) == ("draft", store.pk)

    reopen_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    assert submit_order(order_id=draft.pk, actor=office.clerk, at=NOON).status == "awaiting_review"


def test_what_was_submitted_before_the_store_closed_can_still_be_changed_and_approved(
    office: World, store: Store
) -> None:
    order = office.order(store_id=store.pk)
    close_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    edited(office, order, remark="照旧")
    approve_order(order_id=order.pk, company_name_confirmed=True, confirmed_warnings=[], actor=office.reviewer, at=NOON)
    assert (Order.objects.get().status, Order.objects.get().remark) == ("approved", "照旧")


def test_another_store_brings_its_warehouse_unless_somebody_chose_one(
    office: World, store: Store, house: Warehouse
) -> None:
    other = make_store("湖畔店", unit=office.branch, warehouse_id=office.warehouse.pk)
    order = office.order(store_id=store.pk)

    moved = edited(office, order, store_id=other.pk)
    assert (moved.store_id, moved.warehouse_id) == (other.pk, office.warehouse.pk)
    back = edited(office, moved, store_id=store.pk, warehouse_id=None)
    assert (back.store_id, back.warehouse_id) == (store.pk, house.pk)
    none = edited(office, back, store_id=None)
    assert none.store_id is None


def test_an_approved_order_stays_with_its_store(office: World, store: Store) -> None:
    order = office.approved(store_id=store.pk)
    with pytest.raises(DomainError):
        edited(office, order, store_id=None)
    assert Order.objects.get().store_id == store.pk


@pytest.mark.spec("ACC-022")
def test_a_store_that_does_not_exist_for_the_person_is_as_unknown_as_one_that_never_was(
    office: World, store: Store
) -> None:
    elsewhere = make_store("南山店", unit=Unit.objects.get(code="HN"))
    words = [("store", "没有这个门店，或不在你的数据范围内")]
    assert refused(office, store_id=elsewhere.pk) == words
    assert refused(office, store_id=10**9) == words
    own = replace(office.clerk, grants={**office.clerk.grants, "stores.store.view": Scope(owner_ids=frozenset({1}))})
    assert create_order(entry=office.entry(store_id=store.pk), actor=own, at=NOON).store_id == store.pk


@pytest.mark.spec("ORD-004", "COM-020")
def test_a_store_costs_an_order_no_further_statement(office: World, store: Store) -> None:
    def statements(**values: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            office.order(line(office.soap, 1), **values)
        return len(asked)

    statements()
    assert statements(store_id=store.pk) == statements()


def test_the_database_refuses_what_the_code_let_through(office: World, store: Store) -> None:
    order = office.order()
    draft = office.order(submit=False, store_id=store.pk)
    close_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    for statement, pk in (
        ("UPDATE sales_order SET store_id = %(store)s WHERE id = %(pk)s", order.pk),
        ("UPDATE sales_order SET status = 'awaiting_review', submitted_at = now() WHERE id = %(pk)s", draft.pk),
    ):
        with (
            pytest.raises(IntegrityError, match="takes no orders"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, {"pk": pk, "store": store.pk})
    with connection.cursor() as cursor:  # everything else of an order of a closed store goes on
        cursor.execute("UPDATE sales_order SET remark = 'x' WHERE id = %s", [draft.pk])


def test_a_store_with_orders_is_not_deleted_also_while_they_lie_in_the_bin(office: World, store: Store) -> None:
    order = office.order(submit=False, store_id=store.pk)
    with pytest.raises(StoreInUse, match="订单 1"):
        delete_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    assert DELETE_ORDER in office.reviewer.grants
    delete_order(order_id=order.pk, reason_code="other", reason="录错", actor=SYSTEM, at=NOON)
    assert Entry.objects.count() == 1
    with pytest.raises(StoreInUse, match="回收站中的订单 1"):
        delete_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    assert Store.objects.count() == 1


def test_closing_says_what_becomes_of_the_orders(office: World, store: Store) -> None:
    office.order(submit=False, store_id=store.pk)
    office.order(store_id=store.pk)
    told = [effect.text for effect in close_store.dry_run(store_id=store.pk, actor=SYSTEM, at=NOON).effects]
    assert "1 张草稿或被驳回的订单要改选门店才能提交" in told
    assert "1 张已提交的订单照常处理" in told


# ---- pages ----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-004", "COM-008")
def test_the_entry_page_offers_open_stores_and_says_beside_the_field_what_is_wrong(
    office: World, store: Store, sign_in: SignIn
) -> None:
    make_store("南山店", unit=Unit.objects.get(code="HN"))
    client = sign_in(office.clerk)
    page = client.get("/orders/new/")
    offered = [label for _key, label in page.context["form"].fields["store"].choices]
    assert offered == ["不属于门店", "滨江店"]

    assert client.post("/orders/new/", sheet(office, store=store.pk)).status_code == 303
    assert Order.objects.get().store_id == store.pk

    form = sheet(office, store=store.pk, submit="1")
    suspend_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    answer = client.post("/orders/new/", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["store"]
    assert Order.objects.count() == 1


def test_without_any_store_the_entry_page_has_no_such_field(office: World, sign_in: SignIn) -> None:
    assert "store" not in sign_in(office.clerk).get("/orders/new/").context["form"].fields


@pytest.mark.spec("ORD-014")
def test_the_edit_page_keeps_a_store_that_closed_since_and_its_warehouse(
    office: World, store: Store, house: Warehouse, sign_in: SignIn
) -> None:
    Warehouse.objects.filter(pk=house.pk).update(unit=Unit.objects.get(code="HN"))
    order = office.order(submit=False, store_id=store.pk)
    suspend_store(store_id=store.pk, actor=SYSTEM, at=NOON)
    client = sign_in(office.clerk)
    form = client.get(f"/orders/{order.number}/edit/").context["form"]
    assert (form["store"].value(), dict(form.fields["store"].choices)[str(store.pk)]) == (
        str(store.pk),
        "滨江店 · 停业",
    )

    posted = sheet(office, store=store.pk, warehouse=house.pk, remark="改过", version=order.version)
    assert client.post(f"/orders/{order.number}/edit/", posted).status_code == 303
    order.refresh_from_db()
    assert (order.store_id, order.warehouse_id, order.remark) == (store.pk, house.pk, "改过")


@pytest.mark.spec("ORD-017", "ORD-018")
def test_list_detail_print_and_the_stores_own_page_know_the_store(office: World, store: Store, sign_in: SignIn) -> None:
    ours, other = office.order(store_id=store.pk), office.order(line(office.soap, 1))
    client = sign_in(office.clerk)

    assert listed(client, f"store={store.pk}") == [ours.number]
    assert set(listed(client)) == {ours.number, other.number}
    assert "滨江店" in client.get("/orders/?cols=number&cols=store", follow=True).content.decode()
    assert "滨江店" in client.get(f"/orders/{ours.number}/").content.decode()
    assert "滨江店" not in client.get(f"/orders/{other.number}/").content.decode()
    pairs = {pair.label: pair.value for pair in order_sheet(ours, order_lines(ours)).pairs}
    assert pairs["门店"] == "滨江店"
    assert f"/orders/?view=0&amp;store={store.pk}" in client.get(f"/stores/{store.pk}/").content.decode()


@pytest.mark.spec("SYS-030")
def test_the_interface_takes_gives_and_filters_by_the_store(office: World, store: Store, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)

    def send(key: str, **values: Any) -> Any:
        body = {"customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": "1"}], **values}
        return client.post("/api/v1/orders", json.dumps(body), content_type="application/json",
                           headers={"Idempotency-Key": key})  # fmt: skip

    made = send("k-1", store_id=store.pk, delivery_method_id=office.delivery_method_id)
    send("k-2", delivery_method_id=office.delivery_method_id)
    assert (made.status_code, made.json()["store_id"], made.json()["warehouse_id"]) == (
        201,
        store.pk,
        store.warehouse_id,
    )
    found = client.get(f"/api/v1/orders?store_id={store.pk}").json()["items"]
    assert [row["number"] for row in found] == [made.json()["number"]]
    wrong = send("k-3", store_id=10**9, delivery_method_id=office.delivery_method_id)
    assert (wrong.status_code, [e["field"] for e in wrong.json()["errors"]]) == (422, ["store_id"])


@pytest.mark.spec("RPT-002", "RPT-003")
def test_the_statistics_group_and_filter_by_store(office: World, store: Store) -> None:
    ours = office.approved(store_id=store.pk)
    other = office.approved(line(office.soap, 1))
    year: dict[str, Any] = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "currency": "CNY"}

    found = order_statistics(office.reviewer, Asked(**year, by="store"), permission=VIEW_ORDER)
    assert {g.name: (g.orders, g.amount) for g in found.groups} == {"滨江店": (1, ours.total), "": (1, other.total)}
    only = order_statistics(office.reviewer, Asked(**year, stores=[store.pk]), permission=VIEW_ORDER)
    assert (only.total.orders, only.total.amount) == (1, ours.total)


@pytest.mark.spec("RPT-002")
def test_the_report_page_is_narrowed_to_a_store_and_leads_to_its_orders(
    office: World, store: Store, sign_in: SignIn
) -> None:
    office.approved(store_id=store.pk)
    office.approved(line(office.soap, 1))
    give_roles(replace(office.reviewer, roles=("SMG",)))
    client = sign_in(office.reviewer)
    page = client.get(f"/reports/orders/?by=unit&store={store.pk}&from=2026-01-01&to=2026-12-31")
    assert page.context["report"].total.group.orders == 1
    assert f"store={store.pk}" in page.context["report"].rows[0].url
    assert read(page.wsgi_request.GET, office.reviewer, NOON.date()).asked.stores == [store.pk]
