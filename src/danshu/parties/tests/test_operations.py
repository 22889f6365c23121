"""Editing, withdrawing, deleting, restoring, handing over (CUS-005, CUS-014, CUS-033)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from danshu.access import handover
from danshu.access.tests.factories import actor_of, staff
from danshu.audit.queries import history
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.kit.findings import Blocked
from danshu.notices.models import Notice
from danshu.parties import usage
from danshu.parties.errors import CustomerInUse, IdentityLocked, InvalidRecord, NothingSelected, NotInBin, SameOwner
from danshu.parties.models import Customer
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.change_owners import change_owners
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.operations.invalidate_customers import invalidate_customers
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.operations.restore_customer import restore_customer
from danshu.parties.operations.set_credit import set_credit
from danshu.parties.queries import find_customers, order_customer
from danshu.parties.tests.factories import NOON, entries, make_contact, make_customer, person
from danshu.recycling.errors import Clashes

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Actor:
    return person("SMG", unit=make_unit())


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> None:
    """No module uses customers, unless the test says so."""
    monkeypatch.setattr(usage, "_CUSTOMERS", {})


# ---- editing ---------------------------------------------------------------------------------------------------------
@pytest.mark.spec("CUS-005", "COM-017")
def test_editing_changes_what_is_given_and_writes_the_history(manager: Actor) -> None:
    customer = make_customer(manager, name="示例青禾", city="杭州市", tags=["月结"])

    edited = edit_customer(
        customer_id=customer.pk, changes={"city": "宁波市", "tags": "重点", "mobile": "13900000001"},
        invoice={"title": "示例青禾", "account": "6222000011112222"}, version=1, actor=manager, at=NOON,
    )  # fmt: skip

    assert (edited.city, edited.tags, edited.name, edited.version) == ("宁波市", ["重点"], "示例青禾", 2)
    changes = history("parties.customer", customer.pk)[0]["changes"]
    assert ("城市", "杭州市", "宁波市") in changes
    assert ("银行账号", "", "****2222") in changes
    assert [row.pk for row in find_customers("13900000001", actor=manager)] == [customer.pk]


@pytest.mark.spec("COM-012")
def test_an_edit_of_an_older_version_is_refused(manager: Actor) -> None:
    customer = make_customer(manager)
    edit_customer(customer_id=customer.pk, changes={"city": "宁波市"}, version=1, actor=manager, at=NOON)

    with pytest.raises(EditConflict):
        edit_customer(customer_id=customer.pk, changes={"city": "杭州市"}, version=1, actor=manager, at=NOON)

    assert Customer.objects.get(pk=customer.pk).city == "宁波市"


@pytest.mark.spec("CUS-002")
def test_the_last_way_of_contact_cannot_be_taken_away(manager: Actor) -> None:
    customer = make_customer(manager, mobile="13800000001")

    with pytest.raises(FieldErrors):
        edit_customer(customer_id=customer.pk, changes={"mobile": ""}, actor=manager, at=NOON)
    make_contact(customer, manager, phone="021-12345678")
    edit_customer(customer_id=customer.pk, changes={"mobile": ""}, actor=manager, at=NOON)

    assert Customer.objects.get().mobile == ""


@pytest.mark.spec("CUS-003")
def test_renaming_to_an_existing_name_is_blocked_and_renaming_back_clears_the_reason(manager: Actor) -> None:
    make_customer(manager, name="示例青禾")
    other = make_customer(manager, name="示例云杉")

    with pytest.raises(Blocked):
        edit_customer(customer_id=other.pk, changes={"name": "示例 青禾"}, actor=manager, at=NOON)
    given = {"customer_id": other.pk, "actor": manager, "at": NOON}
    assert edit_customer(changes={"name": "示例青禾"}, duplicate_reason="分店", **given).duplicate_reason == "分店"
    assert edit_customer(changes={"name": "示例云杉"}, **given).duplicate_reason == ""


@pytest.mark.spec("CUS-005", "CUS-031")
def test_identity_fields_are_locked_once_approved_orders_exist(manager: Actor, places: None) -> None:
    customer = make_customer(manager, name="示例青禾")
    usage.register("已审核订单", lambda keys: dict.fromkeys(keys, 2), fixes_identity=True)

    for changes in ({"name": "示例新名"}, {"type": "person"}, {"licence_number": "123"}):
        with pytest.raises(IdentityLocked) as refusal:
            edit_customer(customer_id=customer.pk, changes=changes, actor=manager, at=NOON)
        assert "已有 已审核订单 2" in refusal.value.text
        assert "用新名称新建客户，再请运营管理员把这家合并进去" in refusal.value.remedy
    edit_customer(customer_id=customer.pk, changes={"name": "示例青禾", "city": "宁波市"}, actor=manager, at=NOON)
    renamed = make_customer(manager, name="示例新名")  # the way that the refusal names
    merge_customers(survivor_id=renamed.pk, loser_id=customer.pk, reason="公司改名", actor=manager, at=NOON)

    assert Customer.objects.get(pk=customer.pk).merged_into_id == renamed.pk
    assert Customer.objects.get(pk=customer.pk).city == "宁波市"


@pytest.mark.spec("CUS-001")
def test_a_customer_is_not_above_itself(manager: Actor) -> None:
    top = make_customer(manager)
    middle = make_customer(manager, parent=top.pk)
    low = make_customer(manager, parent=middle.pk)

    for parent in (low.pk, top.pk):
        with pytest.raises(FieldErrors):
            edit_customer(customer_id=top.pk, changes={"parent": parent}, actor=manager, at=NOON)


# ---- withdrawing, deleting, restoring --------------------------------------------------------------------------------
@pytest.mark.spec("CUS-005", "COM-005")
def test_an_invalid_customer_refuses_everything_but_looking(manager: Actor) -> None:
    customer = make_customer(manager)
    invalidate_customer(customer_id=customer.pk, reason="停业", actor=manager, at=NOON)

    with pytest.raises(InvalidRecord):
        edit_customer(customer_id=customer.pk, changes={"city": "x"}, actor=manager, at=NOON)
    with pytest.raises(InvalidRecord):
        make_contact(customer, manager)
    with pytest.raises(InvalidRecord):
        invalidate_customer(customer_id=customer.pk, reason="又", actor=manager, at=NOON)
    assert order_customer(actor=manager, customer_id=customer.pk).is_valid is False
    assert find_customers(customer.name, actor=manager) == []
    assert make_customer(manager, name=customer.name).pk != customer.pk


@pytest.mark.spec("COM-004", "CC-13")
def test_a_batch_does_what_it_can_and_names_the_rest(manager: Actor) -> None:
    mine, theirs = [make_customer(manager) for _ in range(3)], make_customer(person("SLS"))
    invalidate_customer(customer_id=mine[1].pk, reason="x", actor=manager, at=NOON)

    results = invalidate_customers(
        customer_ids=[*(row.pk for row in mine), theirs.pk], reason="停业", actor=manager, at=NOON
    )

    assert [(row["done"], row["code"]) for row in results] == [
        (True, ""), (False, "customer_invalid"), (True, ""), (False, "not_found"),
    ]  # fmt: skip
    assert list(Customer.objects.order_by("pk").values_list("is_valid", flat=True)) == [False, False, False, True]
    with pytest.raises(NothingSelected):
        invalidate_customers(customer_ids=[], reason="x", actor=manager, at=NOON)


@pytest.mark.spec("CUS-005")
def test_a_used_customer_is_kept_and_the_refusal_names_the_places(manager: Actor, places: None) -> None:
    customer = make_customer(manager)
    usage.register("订单", lambda keys: dict.fromkeys(keys, 3), code="orders")
    usage.register("合同", lambda keys: {}, code="contracts")
    usage.register("收款单", lambda keys: dict.fromkeys(keys, 1), code="receipts")

    with pytest.raises(CustomerInUse) as refusal:
        delete_customer(customer_id=customer.pk, reason="x", actor=manager, at=NOON)

    assert refusal.value.text == f"{customer} 不能删除：已有 订单 3、收款单 1"
    assert Customer.objects.get().deleted_at is None


@pytest.mark.spec("CUS-005")
def test_a_deleted_customer_is_gone_and_comes_back_with_its_contacts(manager: Actor, places: None) -> None:
    customer = make_customer(manager, contacts=[{"name": "孙七"}])
    delete_customer(customer_id=customer.pk, reason="录错", actor=manager, at=NOON)

    with pytest.raises(NotFound):
        order_customer(actor=manager, customer_id=customer.pk)
    with pytest.raises(NotFound):
        delete_customer(customer_id=customer.pk, reason="又", actor=manager, at=NOON)
    assert find_customers("孙七", actor=manager) == []
    back = restore_customer(customer_id=customer.pk, actor=manager, at=NOON)

    assert (back.deleted_at, back.contacts.get().name) == (None, "孙七")
    assert [row.pk for row in find_customers("孙七", actor=manager)] == [customer.pk]
    with pytest.raises(NotInBin):
        restore_customer(customer_id=customer.pk, actor=manager, at=NOON)


@pytest.mark.spec("CUS-003", "CUS-005")
def test_restoring_beside_a_namesake_needs_the_right_and_a_reason(manager: Actor, places: None) -> None:
    customer = make_customer(manager, name="示例青禾")
    delete_customer(customer_id=customer.pk, reason="录错", actor=manager, at=NOON)
    make_customer(manager, name="示例青禾")

    with pytest.raises(Clashes):
        restore_customer(customer_id=customer.pk, actor=manager, at=NOON)
    restore_customer(customer_id=customer.pk, duplicate_reason="两家门店", actor=manager, at=NOON)

    assert Customer.objects.filter(deleted_at__isnull=True).count() == 2


@pytest.mark.spec("ACC-022", "ACC-023")
def test_who_may_not_delete_is_refused_and_who_does_not_see_finds_nothing(manager: Actor) -> None:
    seller = person("SLS")
    customer = make_customer(seller)

    with pytest.raises(Forbidden):
        delete_customer(customer_id=customer.pk, reason="x", actor=seller, at=NOON)
    with pytest.raises(NotFound):
        delete_customer(customer_id=customer.pk, reason="x", actor=manager, at=NOON)
    assert Customer.objects.get().deleted_at is None


# ---- credit, contact, owner ------------------------------------------------------------------------------------------
@pytest.mark.spec("CUS-033")
def test_credit_has_limits_a_reason_and_a_history() -> None:
    customer, finance = make_customer(person("SLS")), person("FNC")
    given = {
        "customer_id": customer.pk,
        "payment_terms_days": 30,
        "is_credit_blocked": True,
        "actor": finance,
        "at": NOON,
    }

    for limit in ("-1", "0.001", "1000000000000", "NaN"):
        with pytest.raises(FieldErrors):
            set_credit(credit_limit=Decimal(limit), reason="x", **given)
    with pytest.raises(FieldErrors):
        set_credit(credit_limit=Decimal(1), reason=" ", **given)
    with pytest.raises(Forbidden):
        set_credit(credit_limit=Decimal(1), reason="x", **(given | {"actor": person("SMG")}))
    set_credit(credit_limit=Decimal("150000.00"), reason="逾期 30 天", **given)

    copied = order_customer(actor=finance, customer_id=customer.pk)
    assert (copied.credit_limit, copied.payment_terms_days, copied.is_credit_blocked) == (Decimal(150000), 30, True)
    assert copied.credit_block_reason == "逾期 30 天"
    assert ("信用额度", "0.00", "150,000.00") in history("parties.customer", customer.pk)[0]["changes"]


@pytest.mark.spec("CUS-014")
def test_both_owners_are_told_and_the_reason_is_kept(manager: Actor) -> None:
    old, new = person("SLS", unit=make_unit_of(manager)), person("SLS", unit=make_unit_of(manager))
    customer = make_customer(old)

    change_owner(customer_id=customer.pk, owner_id=new.user_id, reason="离职", actor=manager, at=NOON)

    stored = Customer.objects.get()
    assert (stored.owner_id, stored.unit_id) == (new.user_id, new.unit_id)
    assert {notice.user_id for notice in Notice.objects.all()} == {old.user_id, new.user_id}
    entry = history("parties.customer", customer.pk)[0]
    assert (entry["reason"], entry["changes"]) == ("离职", [("负责人", old.name, new.name)])
    with pytest.raises(SameOwner):
        change_owner(customer_id=customer.pk, owner_id=new.user_id, reason="x", actor=manager, at=NOON)
    with pytest.raises(FieldErrors):
        change_owner(customer_id=customer.pk, owner_id=old.user_id, reason="", actor=manager, at=NOON)
    with pytest.raises(FieldErrors):
        change_owner(customer_id=customer.pk, owner_id=person("SLS").user_id, reason="x", actor=manager, at=NOON)


@pytest.mark.spec("CUS-014", "COM-004")
def test_a_batch_of_owners_tells_everybody_once(manager: Actor) -> None:
    unit = make_unit_of(manager)
    old, new = person("SLS", unit=unit), person("SLS", unit=unit)
    rows = [make_customer(old) for _ in range(3)]
    theirs = make_customer(new)

    results = change_owners(
        customer_ids=[*(row.pk for row in rows), theirs.pk], owner_id=new.user_id, reason="轮岗", actor=manager, at=NOON
    )

    assert [row["code"] for row in results] == ["", "", "", "customer_same_owner"]
    assert sorted(Notice.objects.values_list("user_id", flat=True)) == sorted([old.user_id, new.user_id])
    assert "等 3 个客户" in Notice.objects.first().text


@pytest.mark.spec("ACC-005")
def test_disabling_a_person_hands_the_customers_over(manager: Actor) -> None:
    unit = make_unit()
    leaving, heir = staff("SLS", unit=unit), staff("SLS", unit=unit)
    actor = actor_of(leaving)
    rows = [make_customer(actor) for _ in range(2)]
    kind = handover.KINDS["parties.customer"]

    assert kind.count(leaving.pk) == 2
    moved = _inside(lambda: kind.move(user_id=leaving.pk, successor_id=heir.pk, actor=Actor.system(), at=NOON))

    assert moved == 2
    assert set(Customer.objects.values_list("owner_id", flat=True)) == {heir.pk}
    assert all(history("parties.customer", row.pk)[0]["reason"] == "账号停用，移交" for row in rows)


def test_every_operation_can_be_tried_without_effect(manager: Actor) -> None:
    trial = create_customer.dry_run(values=entries(name="示例青禾"), actor=manager, at=NOON)

    assert (trial.result.name, Customer.objects.count()) == ("示例青禾", 0)


def make_unit_of(actor: Actor):  # type: ignore[no-untyped-def]
    """The unit in which somebody works."""
    unit = User.objects.get(pk=actor.user_id).unit
    assert unit is not None
    return unit


def _inside(call):  # type: ignore[no-untyped-def]
    """Run something as a part of an operation."""
    from danshu.kit.context import Context, active
    from danshu.kit.sinks import SINKS

    context = Context("tests.handover", Actor.system(), NOON)
    with active(context):
        result = call()
    SINKS.flush(context, "", None)
    return result
