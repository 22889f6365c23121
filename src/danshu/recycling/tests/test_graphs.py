"""Delete and restore is the identity on the object graph, for every kind that can lie in the bin (property test)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from danshu.activities.tests.factories import make_record
from danshu.billing.lifecycle import ProblemKind
from danshu.billing.models import PaymentProblem
from danshu.dictionaries.models import Value
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.verification import CHECKS
from danshu.parties.models import Contact, ContactLink, Customer
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.restore_customer import restore_customer
from danshu.parties.tests.factories import make_address, make_contact, make_customer, person
from danshu.pricing.models import PriceRule, RuleKind
from danshu.recycling import graph
from danshu.recycling.errors import Gone
from danshu.recycling.models import Entry
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.recycling.registry import HANGING, KINDS
from danshu.sales.models import FindingOverride, Order
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.ask_special import ask_special
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.decide_special import decide_special
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db
SEEDS = range(6)
SYSTEM = Actor.system()
LATER = NOON + timedelta(days=2)


def snapshot(kind: str, pk: int) -> dict[str, list[dict[str, Any]]]:
    """Every row of the graph, and every row elsewhere that points into it, as the database has them."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = {model: set(owners) for model, owners in graph.graph_rows(kind, [pk]).items()}
    for each in HANGING[kind].loose:
        rows.setdefault(f"{each.model}*", set())
        model = graph.model_of(each.model)
        rows[f"{each.model}*"] |= set(model._default_manager.filter(**{each.via: pk}).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for model_, pks in rows.items():
            table = graph.model_of(model_.rstrip("*"))._meta.db_table
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t WHERE id = ANY(%s) ORDER BY id", [list(pks)])
            # the one thing that is not undone: a special approval is good for one deletion
            found[model_] = [row[0].replace('"state": "used"', '"state": "approved"') for row in cursor.fetchall()]
    return found


def balances() -> list[Any]:
    """Stock and money."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(b)::text FROM inventory_stockbalance b ORDER BY id")
        stock = cursor.fetchall()
        cursor.execute("SELECT account_id, amount FROM ledger_accountbalance WHERE amount <> 0 ORDER BY 1")
        return [stock, cursor.fetchall()]


def an_order(world: World, dice: random.Random) -> tuple[int, Callable[[], Entry]]:
    """Some order in a status in which somebody may delete it, with whatever can hang on it."""
    items = [world.soap, world.paper]
    lines = [line(dice.choice(items), dice.randint(1, 9), remark=dice.choice(["", "分两箱", "\u2028'\"\\{}"]))
             for _ in range(dice.randint(1, 5))]  # fmt: skip
    status = dice.choice(["draft", "awaiting_review", "approved", "cancelled"])
    details = {"remark": "备注" * dice.randint(0, 9), "external_number": dice.choice(["", f"PO-{dice.random()}"]),
               "order_discount": Decimal(dice.choice(["0", "1.23"]))}  # fmt: skip
    if status == "draft":
        order = world.order(*lines, submit=False, **details)
    elif status == "approved":
        order = world.approved(*lines, **details)
        ask_special(order_id=order.pk, reason="重复", facts="相同", is_true=True, actor=world.clerk, at=NOON)
        decide_special(order_id=order.pk, agree=True, actor=SYSTEM, at=NOON)
    else:
        order = world.order(*lines, **details)
    for number in range(dice.randint(0, 3)):
        add_order_note(order_id=order.pk, content=f"说明 {number}", kind=dice.choice(["internal", "customer"]),
                       channel="phone", actor=world.clerk, at=NOON)  # fmt: skip
    if status == "awaiting_review" and dice.random() < 0.5:
        record_exception(order_id=order.pk, exception_type="amount", description="金额", actor=world.reviewer, at=NOON)
    if status == "cancelled":
        cancel_order(order_id=order.pk, reason="不要了", actor=world.reviewer, at=NOON)
    FindingOverride.objects.create(order=order, code="x", digest="y", text="z", by_name="王五", at=NOON)
    PaymentProblem.objects.create(
        kind=ProblemKind.values[0], method="bank", transaction=f"T{order.pk}", order_number=order.number, amount=1,
        currency="CNY", order=order, noticed_at=NOON, closed_at=NOON, resolution="ignored",
        created_at=NOON, updated_at=NOON,
    )  # fmt: skip
    return order.pk, lambda: delete_order(order_id=order.pk, reason_code="test", actor=SYSTEM, at=NOON)


def a_customer(world: World, dice: random.Random) -> tuple[int, Callable[[], Entry]]:
    """Some customer without history, with contacts, addresses, invoice data, prices and relations."""
    Customer.objects.filter(pk=world.customer.pk).update(number="KH-9001")
    manager = person("SMG")
    made = make_customer(manager, name=f"示例{dice.random()}", contacts=[{"name": "孙七"}])
    for number in range(dice.randint(0, 3)):
        contact = make_contact(made, manager, name=f"联系人 {number}")
        ContactLink.objects.create(contact=contact, customer=world.customer)
    ContactLink.objects.create(contact=Contact.objects.filter(customer=world.customer).first(), customer=made)
    for _number in range(dice.randint(0, 2)):
        make_address(made, manager)
    PriceRule.objects.create(item=world.soap, kind=RuleKind.CUSTOMER, customer=made, price=Decimal("40.1234"),
                             valid="[2026-01-01,2027-01-01)", created_at=NOON, updated_at=NOON)  # fmt: skip
    for _number in range(dice.randint(0, 2)):
        spoken = make_record(made, manager, contact=Contact.objects.filter(customer=made).first().pk)  # type: ignore[union-attr]
        spoken.products.add(world.soap)
    Customer.objects.filter(pk=world.customer.pk).update(parent=made, referrer=made if dice.random() < 0.5 else None)

    def delete() -> Entry:
        delete_customer(customer_id=made.pk, reason="录错", actor=SYSTEM, at=NOON)
        return Entry.objects.get(kind="parties.customer", root_id=made.pk, state="kept")

    return made.pk, delete


MAKERS: dict[str, Callable[[World, random.Random], tuple[int, Callable[[], Entry]]]] = {
    "sales.order": an_order,
    "parties.customer": a_customer,
}


@pytest.mark.spec("ORD-043", "CUS-005", "INV-L2")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_delete_and_restore_is_the_identity_on_the_object_graph(kind: str, office: World) -> None:
    for seed in SEEDS:
        pk, delete = MAKERS[kind](office, random.Random(seed))
        before, held = snapshot(kind, pk), balances()
        assert before[KINDS[kind].model], seed

        entry = delete()
        gone = snapshot(kind, pk)
        assert not gone[KINDS[kind].model], seed
        ours = [text for code, check in CHECKS.items() if code.startswith(("recycling.", "billing.", "inventory.", "sales."))
                for text in check.function()]  # fmt: skip
        assert ours == [], seed

        restore_entry(entry_id=entry.pk, actor=SYSTEM, at=LATER)
        assert snapshot(kind, pk) == before, seed
        assert balances() == held, seed


@pytest.mark.spec("ORD-043")
def test_the_property_would_notice_a_lost_digit(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a bin that rounds amounts is found."""
    pk, delete = an_order(office, random.Random(3))
    Order.objects.filter(pk=pk).update(rate=Decimal("1.234567"))
    before, put_back = snapshot("sales.order", pk), graph.put_back
    entry = delete()
    monkeypatch.setattr(graph, "put_back", lambda *given, **more: put_back(
        *given, **{**more, "changes": {**(more.get("changes") or {}), "rate": "1.23457"}}))  # fmt: skip
    restore_entry(entry_id=entry.pk, actor=SYSTEM, at=LATER)
    assert snapshot("sales.order", pk) != before


def _pointing(kind: str) -> Iterator[tuple[str, str, str]]:
    """(model, field, target) of every foreign key that leads into a graph from anywhere."""
    inside = {KINDS[kind].model, *(part.model for part in HANGING[kind].parts)}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model._meta.label in inside:
                yield model._meta.label, field.name, field.related_model._meta.label


@pytest.mark.spec("ORD-042")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_foreign_key_into_a_graph_says_what_becomes_of_it(kind: str) -> None:
    hanging = HANGING[kind]
    told = {(each.model, each.via) for each in (*hanging.parts, *hanging.anchors, *hanging.loose)}
    silent = [(model, field) for model, field, _target in _pointing(kind) if (model, field) not in told]
    assert silent == []
    for each in (*hanging.parts, *hanging.anchors, *hanging.loose):
        graph.model_of(each.model)._meta.get_field(each.via)
        assert not getattr(graph.model_of(each.model), "append_only", False) or each not in hanging.parts


@pytest.mark.spec("ORD-043")
def test_references_to_what_is_gone_are_emptied_or_named(office: World) -> None:
    value = Value.objects.create(
        dictionary="delivery_method", name="专车", position=99, created_at=NOON, updated_at=NOON
    )
    order = office.order(submit=False, delivery_method_id=value.pk)
    entry = delete_order(order_id=order.pk, reason_code="test", actor=SYSTEM, at=NOON)
    Value.objects.filter(pk=value.pk).delete()

    back = restore_entry(entry_id=entry.pk, actor=SYSTEM, at=LATER)
    order.refresh_from_db()
    assert (order.delivery_method_id, back.missing) == (None, ["配送方式 已不存在，恢复后为空"])

    again = delete_order(order_id=order.pk, reason_code="test", actor=SYSTEM, at=NOON)
    graph.set_root("sales.order", [again.pk], {"customer_id": 999_999})
    with pytest.raises(Gone):
        restore_entry(entry_id=again.pk, actor=SYSTEM, at=LATER)
    assert not Order.objects.filter(pk=order.pk).exists()


@pytest.mark.spec("OPS-U3", "ORD-043")
def test_what_was_deleted_before_a_column_came_is_restored_with_its_default(office: World) -> None:
    order = office.order(submit=False)
    entry = delete_order(order_id=order.pk, reason_code="test", actor=SYSTEM, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recycling_entry SET payload = jsonb_set(payload, '{sales.Order,0}', "
            "(payload->'sales.Order'->0) - 'print_count' - 'checklist' || '{\"a_column_that_went\": 1}') WHERE id = %s",
            [entry.pk],
        )
    restore_entry(entry_id=entry.pk, actor=SYSTEM, at=LATER)
    order.refresh_from_db()
    assert (order.print_count, order.checklist) == (0, {})


@pytest.mark.spec("CUS-005")
def test_customers_that_were_only_marked_as_deleted_are_moved_by_the_migration(office: World) -> None:
    pk, _delete = a_customer(office, random.Random(1))
    before = snapshot("parties.customer", pk)
    Customer.objects.filter(pk=pk).update(deleted_at=NOON, deleted_by_name="周八", delete_reason="录错")
    migration = import_module("danshu.recycling.migrations.0002_customers_marked_as_deleted")
    with connection.cursor() as cursor:
        for statement in migration.statements():
            cursor.execute(statement)

    entry = Entry.objects.get(kind="parties.customer", root_id=pk)
    assert (entry.reason, entry.deleted_by_name, entry.facts["contacts"]) == (
        "录错",
        "周八",
        len(before["parties.Contact"]),
    )
    restore_customer(customer_id=pk, actor=SYSTEM, at=LATER)
    assert snapshot("parties.customer", pk) == before


@pytest.mark.spec("CUS-005")
def test_a_customer_and_an_item_named_in_the_bin_stay(office: World) -> None:
    order = office.order(submit=False)
    delete_order(order_id=order.pk, reason_code="test", actor=SYSTEM, at=NOON)
    with pytest.raises(DomainError, match="回收站中的订单 1"):
        delete_customer(customer_id=office.customer.pk, reason="x", actor=SYSTEM, at=NOON)
    assert Customer.objects.filter(pk=office.customer.pk).exists()
