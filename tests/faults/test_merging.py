"""One customer that stood twice becomes one, with everything that either had, and can be taken apart again (CUS-003)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from danshu.activities.tests.factories import make_plan, make_record, person
from danshu.audit.models import AuditEntry
from danshu.billing.accounts import RECEIVABLE, customer_owner
from danshu.billing.tests.factories import TOTAL, paid, received
from danshu.files.models import Note
from danshu.files.operations.add_note import add_note
from danshu.identity.models import User
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.errors import DomainError, Forbidden, NotFound
from danshu.kit.permissions import CATALOGUE
from danshu.kit.verification import CHECKS
from danshu.ledger.accounts import AccountKey
from danshu.ledger.queries import balance
from danshu.parties.errors import CustomerMerged, InvalidRecord, MergeConflicts, MergeNotUndone
from danshu.parties.merging.registry import SETTLED
from danshu.parties.models import Contact, ContactLink, Customer, DeliveryAddress, InvoiceProfile, Merge
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.operations.share_customer import share_customer
from danshu.parties.operations.unmerge_customers import unmerge_customers
from danshu.parties.queries import find_customers
from danshu.pool.tests.factories import pool_history
from danshu.pricing.models import PriceRule
from danshu.recycling.models import Entry
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.sales.models import AssignmentRule, Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.tests.world import NOON, World, build_world
from danshu.segments.tests.factories import segment_history
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-003")]
LATER = NOON + timedelta(days=1)
REASON = "同一家公司"
STAYS = {
    (f"parties.{model}", via)
    for model, via in (("Merge", "survivor"), ("Merge", "loser"), ("Suspicion", "first"), ("Suspicion", "second"))
} | {("vetting.Review", "customer")}  # what was decided about him


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


@pytest.fixture
def boss(world: World) -> Actor:
    user = User.objects.get(user_name="boss")
    return Actor(
        user_id=user.pk, name=user.full_name, unit_id=user.unit_id, grants=dict.fromkeys(CATALOGUE, EVERYTHING)
    )


def twin(world: World, **values: Any) -> Customer:
    """The same company, entered a second time, with a contact, an address and invoice data."""
    stamps = {"created_at": NOON, "updated_at": NOON}
    made = Customer.objects.create(
        **{"number": "KH-0002", "name": "示例青禾超市", "name_key": "青禾超市", "unit": world.branch,
           "owner_id": world.clerk.user_id, "mobile": "13800000009", "city": "杭州市", "tags": ["月结"], **values},
        **stamps,
    )  # fmt: skip
    Contact.objects.create(customer=made, name="孙七", mobile="13800000009", is_primary=True, **stamps)
    DeliveryAddress.objects.create(customer=made, recipient="孙七", street="样板路 9 号", is_default=True, **stamps)
    InvoiceProfile.objects.create(customer=made, title="示例青禾", tax_number="91330100MA27XXXX", **stamps)
    return made


def everything_on(world: World, boss: Actor, loser: Customer) -> Order:
    """One of each kind of thing on the loser; returns its order, approved and partly paid."""
    first = world.customer
    world.customer = loser
    order = world.approved()
    paid(world, order, "100.00")
    received(world, "50.00", customer_id=loser.pk)
    deleted = world.order(submit=False)
    delete_order(order_id=deleted.pk, reason_code="other", reason=REASON, actor=boss, at=NOON)
    world.customer = first
    other = world.order(submit=False)
    Order.objects.filter(pk=other.pk).update(paying_customer=loser, invoice_customer=loser)
    colleague = person("ADM")
    share_customer(customer_id=loser.pk, with_user_id=colleague.user_id, level="view", actor=boss, at=NOON)
    make_record(loser, colleague)
    make_plan(loser, colleague)
    add_note(kind="parties.customer", record_id=loser.pk, content="喜欢上午收货", actor=boss, at=NOON)
    stamps = {"created_at": NOON, "updated_at": NOON}
    PriceRule.objects.create(
        item=world.soap, kind="customer", customer=loser, price=Decimal("39.00"), valid=("2026-09-18", None), **stamps
    )
    AssignmentRule.objects.create(name="大客户", customer=loser, members=[world.clerk.user_id], **stamps)
    below = Customer.objects.create(
        number="KH-0003", name="分店", name_key="分店", parent=loser, referrer=loser, **stamps
    )
    pool_history(loser, int(colleague.user_id or 0))
    segment_history(loser)
    deputy = Contact.objects.create(customer=below, name="郑十", is_primary=True, **stamps)
    ContactLink.objects.create(contact=deputy, customer=loser)
    return order


def pointing_at(customer: Customer) -> Counter[tuple[str, str]]:
    """How many rows of each foreign key name a customer."""
    found = Counter[tuple[str, str]]()
    for model, via in SETTLED - STAYS:
        found[model, via] = apps.get_model(model)._base_manager.filter(**{via: customer.pk}).count()
    return +found


def owed(customer: Customer) -> Decimal:
    return balance(AccountKey(RECEIVABLE, customer_owner(customer.pk)))


def drifts() -> list[str]:
    """What `danshu verify` finds anywhere."""
    codes = [code for code in sorted(CHECKS) if not code.startswith("audit.")]  # the world is made without a trail
    return [f"{code}: {text}" for code in codes for text in CHECKS[code].function()]


def merged(world: World, loser: Customer, boss: Actor, **values: Any) -> Merge:
    return merge_customers(
        survivor_id=world.customer.pk, loser_id=loser.pk, reason=REASON, actor=boss, at=LATER, **values
    )


def test_after_a_merge_everything_that_named_the_loser_names_the_survivor(world: World, boss: Actor) -> None:
    loser = twin(world)
    order = everything_on(world, boss, loser)
    own = world.approved()
    before, there = pointing_at(loser), pointing_at(world.customer)
    drifting = drifts()

    merged(world, loser, boss)

    # every kind of foreign key had a row: none of them can be forgotten unseen
    assert set(before) == SETTLED - STAYS - {("parties.Customer", "merged_into")}
    assert pointing_at(loser) == Counter()
    expected = before + there + Counter({("parties.Customer", "merged_into"): 1})
    assert pointing_at(world.customer) == expected
    assert set(Order.objects.filter(customer=world.customer, status="approved")) == {order, own}
    assert Note.objects.get(source_kind="parties.customer", source_id=world.customer.pk).content == "喜欢上午收货"
    assert (owed(world.customer), owed(loser)) == (TOTAL + TOTAL - 100, Decimal(0))
    assert [c.name for c in world.customer.contacts.filter(is_primary=True)] == ["吴九"]
    assert [a.recipient for a in world.customer.addresses.filter(is_default=True)] == ["吴九"]
    loser.refresh_from_db()
    assert (loser.is_valid, loser.merged_into_id) == (False, world.customer.pk)
    assert set(drifts()) <= set(drifting)


def test_the_old_number_and_name_lead_to_the_survivor(world: World, boss: Actor) -> None:
    loser = twin(world)
    merged(world, loser, boss)

    assert [c.pk for c in find_customers("KH-0002", actor=boss)] == [world.customer.pk]
    assert [c.pk for c in find_customers("示例青禾超市", actor=boss)] == [world.customer.pk]
    edit_customer(customer_id=world.customer.pk, changes={"city": "宁波市"}, actor=boss, at=LATER)
    assert [c.pk for c in find_customers("KH-0002", actor=boss)] == [world.customer.pk]


def test_values_are_taken_where_none_are_and_where_they_are_chosen(world: World, boss: Actor) -> None:
    loser = twin(world, licence_number="X-1", is_credit_blocked=True, credit_block_reason="欠款")

    merged(world, loser, boss, taken=["mobile", "licence_number"])

    survivor = Customer.objects.get(pk=world.customer.pk)
    assert (survivor.mobile, survivor.licence_number, survivor.city) == ("13800000009", "X-1", "")
    assert (survivor.tags, survivor.is_credit_blocked, survivor.credit_block_reason) == (["月结"], True, "欠款")
    told = AuditEntry.objects.filter(subject_kind="parties.customer", subject_id=survivor.pk).latest("pk")
    assert told.changes["merged_in"] == ["", "KH-0002 示例青禾超市"]
    assert told.changes["mobile"] == ["138****0001", "138****0009"]


def test_undoing_a_merge_is_the_identity(world: World, boss: Actor) -> None:
    loser = twin(world, licence_number="X-1", external_code="E-7")
    everything_on(world, boss, loser)
    world.approved()
    before = {c.pk: (pointing_at(c), owed(c), _columns(c.pk)) for c in (loser, world.customer)}
    merged(world, loser, boss)

    unmerge_customers(customer_id=loser.pk, reason="并错了", actor=boss, at=LATER)

    assert {c.pk: (pointing_at(c), owed(c), _columns(c.pk)) for c in (loser, world.customer)} == before
    assert Merge.objects.get().undone_by_name == "周八"


def _columns(pk: int) -> dict[str, Any]:
    row = Customer.objects.filter(pk=pk).values().get()
    own = {n: v for n, v in row.items() if n not in ("version", "updated_at", "updated_by_name")}
    return {n: v for n, v in own.items() if not n.endswith(("_tokens", "_text", "_keys", "_key"))}


def test_what_was_paid_meanwhile_goes_back_with_its_order(world: World, boss: Actor) -> None:
    loser = twin(world)
    order = everything_on(world, boss, loser)
    merged(world, loser, boss)
    order.refresh_from_db()
    paid(world, order, TOTAL - 100)
    late = world.approved()

    unmerge_customers(customer_id=loser.pk, reason="并错了", actor=boss, at=LATER)

    assert (owed(loser), owed(world.customer)) == (Decimal(0), late.total)
    late.refresh_from_db()
    order.refresh_from_db()
    assert (late.customer_id, order.customer_id) == (world.customer.pk, loser.pk)


def test_an_order_in_the_bin_comes_back_under_the_survivor(world: World, boss: Actor) -> None:
    loser = twin(world)
    everything_on(world, boss, loser)
    merged(world, loser, boss)
    entry = Entry.objects.get(kind="sales.order")

    restore_entry(entry_id=entry.pk, reason="还要", actor=boss, at=LATER)

    assert Order.objects.get(pk=entry.root_id).customer_id == world.customer.pk


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ({"licence_number": "A-1"}, {"licence_number": "B-2"}, "证照号码不同"),
        ({"member_number": "M1"}, {"member_number": "M2"}, "会员号不同"),
        ({}, {"type": "person"}, "客户类型不同"),
    ],
)
def test_customers_whose_facts_contradict_are_not_merged(
    world: World, boss: Actor, ours: dict[str, str], theirs: dict[str, str], told: str
) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(**ours)
    loser = twin(world, **theirs)

    with pytest.raises(MergeConflicts, match=told):
        merged(world, loser, boss)

    assert Customer.objects.get(pk=loser.pk).is_valid
    assert not Merge.objects.exists()


def test_everything_that_contradicts_is_told_at_once(world: World, boss: Actor) -> None:
    loser = twin(world, parent=world.customer)
    stamps = {"created_at": NOON, "updated_at": NOON}
    InvoiceProfile.objects.create(customer=world.customer, tax_number="另一个", **stamps)
    for customer in (loser, world.customer):
        PriceRule.objects.create(
            item=world.soap, kind="customer", customer=customer, price=40, valid=("2026-09-18", None), **stamps
        )
    world.order(submit=False, external_number="PO-9")
    own, world.customer = world.customer, loser
    world.order(submit=False, external_number="PO-9")
    world.customer = own

    with pytest.raises(MergeConflicts) as refused:
        merged(world, loser, boss)

    for told in ("税号不同", "上级客户", "客户价", "PO-9"):
        assert told in str(refused.value)


def test_a_merge_is_refused_out_of_scope_without_the_right_and_for_what_is_invalid(world: World, boss: Actor) -> None:
    loser = twin(world)
    clerk = world.clerk
    with pytest.raises(Forbidden):
        merged(world, loser, clerk)
    stranger = replace(boss, grants=dict.fromkeys(CATALOGUE, next(iter(world.stranger.grants.values()))))
    with pytest.raises(NotFound):
        merged(world, loser, stranger)
    Customer.objects.filter(pk=loser.pk).update(is_valid=False)
    with pytest.raises(InvalidRecord):
        merged(world, loser, boss)
    assert not Merge.objects.exists()


def test_a_merge_is_undone_within_thirty_days_and_from_the_last_one_on(world: World, boss: Actor) -> None:
    loser, third = twin(world), twin(world, number="KH-0005", name="青禾", name_key="青禾三")
    InvoiceProfile.objects.filter(customer=third).delete()
    merged(world, loser, boss)
    merge_customers(survivor_id=third.pk, loser_id=world.customer.pk, reason=REASON, actor=boss, at=LATER)

    assert Customer.objects.get(pk=loser.pk).merged_into_id == third.pk
    with pytest.raises(MergeNotUndone, match="后来又并入"):
        unmerge_customers(customer_id=loser.pk, reason="并错了", actor=boss, at=LATER)
    with pytest.raises(MergeNotUndone, match="30 天"):
        unmerge_customers(
            customer_id=world.customer.pk, reason="并错了", actor=boss, at=LATER + timedelta(days=30, seconds=1)
        )
    unmerge_customers(customer_id=world.customer.pk, reason="并错了", actor=boss, at=LATER)
    unmerge_customers(customer_id=loser.pk, reason="并错了", actor=boss, at=LATER)
    assert not Customer.objects.filter(merged_into__isnull=False).exists()


def test_the_dry_run_names_what_moves_and_changes_nothing(world: World, boss: Actor) -> None:
    loser = twin(world)
    everything_on(world, boss, loser)

    trial = merge_customers.dry_run(survivor_id=world.customer.pk, loser_id=loser.pk, reason="—", actor=boss, at=LATER)

    told = [effect.text for effect in trial.effects]
    assert "订单：1" in told
    assert "收款：2" in told
    assert Customer.objects.get(pk=loser.pk).is_valid
    assert not Merge.objects.exists()


def placed_during_merge(world: World, loser: Customer, boss: Actor) -> Any:
    """What becomes of an order whose customer is just being merged: it is placed after the look at his orders and
    before the end."""
    entry, outcome = replace(world.entry(), customer_id=loser.pk), []

    def place() -> None:
        try:
            outcome.append(create_order(entry=entry, submit=False, actor=world.clerk, at=LATER))
        except DomainError as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    thread = Thread(target=place)
    with transaction.atomic():
        merged(world, loser, boss)
        thread.start()
        thread.join(1)
        assert thread.is_alive(), "it waits for the merge"
    thread.join(30)
    return outcome[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("FI-05")
def test_an_order_placed_while_its_customer_is_merged_is_refused(world: World, boss: Actor) -> None:
    loser = twin(world)

    refusal = placed_during_merge(world, loser, boss)

    assert isinstance(refusal, CustomerMerged)
    assert not Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_that_order_would_be_left_behind(world: World, boss: Actor) -> None:
    """The negative control."""
    loser = twin(world)
    switch = "ALTER TABLE sales_order %s TRIGGER USER"
    with connection.cursor() as cursor:
        cursor.execute(switch % "DISABLE")
    try:
        order = placed_during_merge(world, loser, boss)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(switch % "ENABLE")

    assert (order.customer_id, Customer.objects.get(pk=loser.pk).is_valid) == (loser.pk, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("FI-05")
def test_orders_and_a_merge_at_once_leave_nothing_behind(world: World, boss: Actor) -> None:
    loser = twin(world)
    entry = replace(world.entry(), customer_id=loser.pk)

    def work(client: int) -> Any:
        if client == 0:
            return merged(world, loser, boss)
        return create_order(entry=entry, submit=False, actor=world.clerk, at=LATER)

    result = race(5, work)

    assert (result.count(Merge), result.count(Order) + result.count(DomainError)) == (1, 4)
    assert Order.objects.filter(customer=world.customer).count() == result.count(Order)
    assert not Order.objects.filter(customer=loser).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("FI-05")
def test_two_opposite_merges_at_once_make_one(world: World, boss: Actor) -> None:
    loser = twin(world)
    ends = (world.customer.pk, loser.pk)

    result = race(
        2,
        lambda n: merge_customers(survivor_id=ends[n], loser_id=ends[1 - n], reason=REASON, actor=boss, at=LATER),
    )

    assert (result.count(Merge), result.count(InvalidRecord)) == (1, 1)
    assert Customer.objects.filter(is_valid=True).count() == 1
