"""Contacts and addresses: one primary, one default, used ones are kept (CUS-020, CUS-001)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict, FieldErrors, NotFound
from danshu.kit.verification import CHECKS
from danshu.parties import usage
from danshu.parties.errors import ContactInUse, InvalidRecord
from danshu.parties.models import Contact, Customer, DeliveryAddress
from danshu.parties.operations.delete_contact import delete_contact
from danshu.parties.operations.edit_address import edit_address
from danshu.parties.operations.edit_contact import edit_contact
from danshu.parties.operations.invalidate_contact import invalidate_contact
from danshu.parties.operations.remove_address import remove_address
from danshu.parties.operations.set_primary_contact import set_primary_contact
from danshu.parties.queries import find_customers, order_customer
from danshu.parties.tests.factories import NOON, make_address, make_contact, make_customer, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Actor:
    return person("SMG")


@pytest.fixture
def customer(manager: Actor) -> Customer:
    return make_customer(manager)


def primaries(customer: Customer) -> list[str]:
    return sorted(contact.name for contact in Contact.objects.filter(customer=customer, is_primary=True))


@pytest.mark.spec("CUS-020")
def test_the_first_contact_is_primary_and_the_flag_moves(customer: Customer, manager: Actor) -> None:
    first = make_contact(customer, manager, name="甲")
    second = make_contact(customer, manager, name="乙")
    assert primaries(customer) == ["甲"]

    edit_contact(contact_id=second.pk, changes={"is_primary": True}, version=1, actor=manager, at=NOON)
    assert primaries(customer) == ["乙"]
    set_primary_contact(contact_id=first.pk, actor=manager, at=NOON)
    assert primaries(customer) == ["甲"]
    edit_contact(contact_id=first.pk, changes={"is_primary": False}, actor=manager, at=NOON)
    assert primaries(customer) == ["甲"]
    assert order_customer(actor=manager, customer_id=customer.pk).contact_name == "甲"


@pytest.mark.spec("CUS-020")
def test_without_the_primary_contact_the_next_one_takes_over(customer: Customer, manager: Actor) -> None:
    first, second, third = (make_contact(customer, manager, name=name) for name in "甲乙丙")

    invalidate_contact(contact_id=first.pk, reason="离职", actor=manager, at=NOON)
    assert primaries(customer) == ["乙"]
    delete_contact(contact_id=second.pk, reason="录错", actor=manager, at=NOON)
    assert primaries(customer) == ["丙"]
    delete_contact(contact_id=third.pk, reason="录错", actor=manager, at=NOON)
    assert primaries(customer) == []
    with pytest.raises(InvalidRecord):
        edit_contact(contact_id=first.pk, changes={"position": "x"}, actor=manager, at=NOON)
    with pytest.raises(NotFound):
        edit_contact(contact_id=second.pk, changes={"position": "x"}, actor=manager, at=NOON)


@pytest.mark.spec("CUS-020")
def test_a_used_contact_can_only_be_invalidated(
    customer: Customer, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = make_contact(customer, manager, name="甲")
    monkeypatch.setattr(usage, "_CONTACTS", {})
    usage.register_contacts("订单", lambda keys: dict.fromkeys(keys, 2))

    with pytest.raises(ContactInUse) as refusal:
        delete_contact(contact_id=contact.pk, reason="x", actor=manager, at=NOON)
    assert refusal.value.text == "联系人 甲 不能删除：已有 订单 2"
    invalidate_contact(contact_id=contact.pk, reason="离职", actor=manager, at=NOON)

    assert Contact.objects.get().is_valid is False


@pytest.mark.spec("COM-012")
def test_the_second_editor_of_a_contact_is_told(customer: Customer, manager: Actor) -> None:
    contact = make_contact(customer, manager)
    edit_contact(contact_id=contact.pk, changes={"position": "店长"}, version=1, actor=manager, at=NOON)

    with pytest.raises(EditConflict):
        edit_contact(contact_id=contact.pk, changes={"position": "采购"}, version=1, actor=manager, at=NOON)


@pytest.mark.spec("CUS-002")
def test_the_last_reachable_contact_is_not_deleted(manager: Actor) -> None:
    customer = make_customer(manager, mobile="", contacts=[{"name": "甲", "mobile": "13800000001"}])

    with pytest.raises(FieldErrors):
        delete_contact(contact_id=customer.contacts.get().pk, reason="x", actor=manager, at=NOON)
    with pytest.raises(FieldErrors):
        edit_contact(contact_id=customer.contacts.get().pk, changes={"mobile": ""}, actor=manager, at=NOON)

    assert customer.contacts.get().mobile == "13800000001"


def test_the_customer_is_found_by_its_contacts_as_they_are(customer: Customer, manager: Actor) -> None:
    contact = make_contact(customer, manager, name="孙七", mobile="13900000001")
    edit_contact(contact_id=contact.pk, changes={"name": "吴九", "mobile": "13900000002"}, actor=manager, at=NOON)

    assert find_customers("孙七", actor=manager) == find_customers("13900000001", actor=manager) == []
    assert (
        find_customers("吴九", actor=manager)[0].pk == find_customers("13900000002", actor=manager)[0].pk == customer.pk
    )


@pytest.mark.spec("CUS-001")
def test_exactly_one_address_is_the_default(customer: Customer, manager: Actor) -> None:
    first, second = make_address(customer, manager), make_address(customer, manager)

    def defaults() -> list[int]:
        return [row.pk for row in DeliveryAddress.objects.filter(is_default=True)]

    assert defaults() == [first.pk]
    edit_address(address_id=second.pk, changes={"is_default": True}, version=1, actor=manager, at=NOON)
    assert defaults() == [second.pk]
    remove_address(address_id=second.pk, actor=manager, at=NOON)
    assert defaults() == [first.pk]
    assert [row.id for row in order_customer(actor=manager, customer_id=customer.pk).addresses] == [first.pk]
    with pytest.raises(NotFound):
        remove_address(address_id=second.pk, actor=manager, at=NOON)


@pytest.mark.spec("CUS-020", "CUS-001")
def test_the_database_itself_keeps_one_primary_and_one_default(customer: Customer, manager: Actor) -> None:
    make_contact(customer, manager)
    second = make_contact(customer, manager)
    make_address(customer, manager)
    statements = [
        f"UPDATE parties_contact SET is_primary = true WHERE id = {second.pk}",
        "UPDATE parties_contact SET is_primary = false",
        "UPDATE parties_deliveryaddress SET is_default = false",
        "UPDATE parties_contact SET deleted_at = now() WHERE is_primary",
    ]
    for statement in statements:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(IntegrityError):
                cursor.execute(statement)
            transaction.set_rollback(True)


@pytest.mark.spec("INV-Z1")
def test_planted_corruptions_are_found(customer: Customer, manager: Actor) -> None:
    contact = make_contact(customer, manager, mobile="13900000001")
    make_address(customer, manager)
    planted = {
        "parties.contact_keys": f"UPDATE parties_contact SET mobile = '13900000009' WHERE id = {contact.pk}",
        "parties.search_text": "UPDATE parties_customer SET search_text = ''",
        "parties.one_primary_contact": "UPDATE parties_contact SET is_primary = false",
        "parties.one_default_address": "UPDATE parties_deliveryaddress SET is_default = false",
    }
    for code, statement in planted.items():
        assert list(CHECKS[code].function()) == []
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(statement)
            assert len(list(CHECKS[code].function())) == 1, code
            transaction.set_rollback(True)
