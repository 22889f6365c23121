"""Operations on customers, their contacts and addresses."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.parties import demo
from danshu.parties.dictionaries import LEVEL, SOURCE
from danshu.parties.models import Customer, Suspicion
from danshu.parties.operations.add_address import add_address
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.change_owners import change_owners
from danshu.parties.operations.classify_customers import classify_customers
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.delete_contact import delete_contact
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.dismiss_suspicion import dismiss_suspicion
from danshu.parties.operations.edit_address import edit_address
from danshu.parties.operations.edit_contact import edit_contact
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.find_suspects import find_suspects
from danshu.parties.operations.invalidate_contact import invalidate_contact
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.operations.invalidate_customers import invalidate_customers
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.operations.remove_address import remove_address
from danshu.parties.operations.restore_customer import restore_customer
from danshu.parties.operations.reveal_contact_data import reveal_contact_data
from danshu.parties.operations.set_credit import set_credit
from danshu.parties.operations.set_level_frequency import set_level_frequency
from danshu.parties.operations.set_primary_contact import set_primary_contact
from danshu.parties.operations.share_customer import share_customer
from danshu.parties.operations.unmerge_customers import unmerge_customers
from danshu.parties.operations.unshare_customer import unshare_customer
from danshu.parties.tests.factories import entries, make_address, make_contact, make_customer, person
from tests.faults.crash import ACTOR, AT, Scenario, scenario

LATER = AT + timedelta(days=1)
REASON = "示例理由"


def _customer() -> tuple[Customer, Actor]:
    """A customer with two contacts and two addresses, as it is now; its owner."""
    owner = person("SLS", name="李四")
    made = make_customer(owner)
    for name in ("孙七", "吴九"):
        make_contact(made, owner, name=name, mobile="13800000001")
        make_address(made, owner, recipient=name)
    made.refresh_from_db()
    return made, owner


@scenario("parties.create_customer")
def _create() -> Scenario:
    owner = person("SLS")
    people = [{"name": "孙七", "mobile": "13800000001"}, {"name": "吴九", "mobile": "13800000002"}]
    places = [{"recipient": "孙七", "street": "示例路 1 号"}]
    values = entries(name="示例青禾连锁超市", licence_number="")
    invoice = {"title": "示例青禾连锁超市", "bank": "示例银行"}
    return lambda: create_customer(
        values=values, contacts=people, addresses=places, invoice=invoice, actor=owner, at=LATER
    )


@scenario("parties.edit_customer")
def _edit() -> Scenario:
    made, owner = _customer()
    changes = {"name": "示例新名称", "phone": "021-12345678"}
    return lambda: edit_customer(
        customer_id=made.pk, changes=changes, invoice={"title": "示例抬头"}, version=made.version, actor=owner, at=LATER
    )


@scenario("parties.delete_customer")
def _delete() -> Scenario:
    made, _ = _customer()
    return lambda: delete_customer(customer_id=made.pk, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.restore_customer")
def _restore() -> Scenario:
    made, _ = _customer()
    delete_customer(customer_id=made.pk, reason=REASON, actor=ACTOR, at=AT)
    return lambda: restore_customer(customer_id=made.pk, actor=ACTOR, at=LATER)


@scenario("parties.invalidate_customer")
def _invalidate() -> Scenario:
    made, _ = _customer()
    return lambda: invalidate_customer(customer_id=made.pk, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.invalidate_customers")
def _invalidate_several() -> Scenario:
    keys = [_customer()[0].pk for _ in range(2)]
    return lambda: invalidate_customers(customer_ids=keys, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.classify_customers")
def _classify_several() -> Scenario:
    keys, level = [_customer()[0].pk for _ in range(2)], id_of(LEVEL, "A")
    return lambda: classify_customers(customer_ids=keys, level_id=level, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.change_owner")
def _owner() -> Scenario:
    (made, _), successor = _customer(), person("SLS", name="王五").user_id
    assert successor is not None
    return lambda: change_owner(customer_id=made.pk, owner_id=successor, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.change_owners")
def _owners() -> Scenario:
    keys, successor = [_customer()[0].pk for _ in range(2)], person("SLS", name="王五").user_id
    assert successor is not None
    return lambda: change_owners(customer_ids=keys, owner_id=successor, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.set_credit")
def _credit() -> Scenario:
    made, _ = _customer()
    return lambda: set_credit(
        customer_id=made.pk, credit_limit=Decimal("150000.00"), payment_terms_days=30, is_credit_blocked=True,
        reason=REASON, actor=ACTOR, at=LATER,
    )  # fmt: skip


@scenario("parties.set_level_frequency")
def _frequency() -> Scenario:
    made, owner = _customer()
    level = id_of(LEVEL, "A")
    edit_customer(customer_id=made.pk, changes={"level": level}, actor=owner, at=AT)
    return lambda: set_level_frequency(level_id=level, days=7, actor=ACTOR, at=LATER)


@scenario("parties.reveal_contact_data")
def _reveal() -> Scenario:
    made, _ = _customer()
    return lambda: reveal_contact_data(customer_id=made.pk, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.merge_customers")
def _merge() -> Scenario:
    survivor, loser = (_customer()[0].pk for _ in range(2))
    return lambda: merge_customers(survivor_id=survivor, loser_id=loser, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.find_suspects", silent=True)
def _suspects() -> Scenario:
    for _ in range(2):  # contacts with the same telephone number
        _customer()
    return lambda: find_suspects(actor=ACTOR, at=LATER)


@scenario("parties.dismiss_suspicion")
def _dismiss() -> Scenario:
    for _ in range(2):
        _customer()
    find_suspects(actor=ACTOR, at=AT)
    pk = Suspicion.objects.get().pk
    return lambda: dismiss_suspicion(suspicion_id=pk, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.unmerge_customers")
def _unmerge() -> Scenario:
    survivor, loser = (_customer()[0].pk for _ in range(2))
    merge_customers(survivor_id=survivor, loser_id=loser, reason=REASON, actor=ACTOR, at=AT)
    return lambda: unmerge_customers(customer_id=loser, reason=REASON, actor=ACTOR, at=LATER)


@scenario("parties.share_customer")
def _share() -> Scenario:
    (made, _), colleague = _customer(), person("SLS", name="王五").user_id
    return lambda: share_customer(customer_id=made.pk, with_user_id=colleague, level="edit", actor=ACTOR, at=LATER)


@scenario("parties.unshare_customer")
def _unshare() -> Scenario:
    (made, _), colleague = _customer(), person("SLS", name="王五").user_id
    share = share_customer(customer_id=made.pk, with_user_id=colleague, level="edit", actor=ACTOR, at=AT)
    return lambda: unshare_customer(customer_id=made.pk, share_id=share.pk, actor=ACTOR, at=LATER)


# ---- contacts --------------------------------------------------------------------------------------------------------
@scenario("parties.add_contact")
def _add_contact() -> Scenario:
    made, owner = _customer()
    values = {"name": "郑十", "is_primary": True, "mobile": "13800000003"}
    return lambda: add_contact(customer_id=made.pk, values=values, actor=owner, at=LATER)


@scenario("parties.edit_contact")
def _edit_contact() -> Scenario:
    made, owner = _customer()
    second = made.contacts.order_by("pk")[1]
    return lambda: edit_contact(
        contact_id=second.pk,
        changes={"name": "郑十", "is_primary": True},
        version=second.version,
        actor=owner,
        at=LATER,
    )


@scenario("parties.set_primary_contact")
def _primary() -> Scenario:
    made, owner = _customer()
    second = made.contacts.order_by("pk")[1].pk
    return lambda: set_primary_contact(contact_id=second, actor=owner, at=LATER)


@scenario("parties.invalidate_contact")
def _invalidate_contact() -> Scenario:
    made, owner = _customer()
    first = made.contacts.order_by("pk")[0].pk
    return lambda: invalidate_contact(contact_id=first, reason=REASON, actor=owner, at=LATER)


@scenario("parties.delete_contact")
def _delete_contact() -> Scenario:
    made, _ = _customer()
    first = made.contacts.order_by("pk")[0].pk
    return lambda: delete_contact(contact_id=first, reason=REASON, actor=ACTOR, at=LATER)


# ---- addresses -------------------------------------------------------------------------------------------------------
@scenario("parties.add_address")
def _add_address() -> Scenario:
    made, owner = _customer()
    values = {"recipient": "郑十", "street": "示例路 9 号", "is_default": True}
    return lambda: add_address(customer_id=made.pk, values=values, actor=owner, at=LATER)


@scenario("parties.edit_address")
def _edit_address() -> Scenario:
    made, owner = _customer()
    second = made.addresses.order_by("pk")[1]
    return lambda: edit_address(
        address_id=second.pk,
        changes={"city": "上海市", "is_default": True},
        version=second.version,
        actor=owner,
        at=LATER,
    )


@scenario("parties.remove_address")
def _remove_address() -> Scenario:
    made, owner = _customer()
    first = made.addresses.order_by("pk")[0].pk
    return lambda: remove_address(address_id=first, actor=owner, at=LATER)


@scenario("parties.build_demo")
def _demo() -> Scenario:
    owner = person("SLS", name="李四")
    invented = demo.Entry(
        values={"name": "示例澄岸便利店", "type": "enterprise", "country": "CN", "source": id_of(SOURCE, "telephone")},
        contacts=[{"name": "孙七", "mobile": "13800000001"}],
        owner=demo.Owner(owner.user_id or 0, owner.name, owner.unit_id),
    )
    return lambda: demo._enter(entries=[invented], actor=ACTOR, at=AT)
