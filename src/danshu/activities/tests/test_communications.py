"""Communication records: what is stored, what follows for the customer, who may change and see them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from danshu.activities.errors import NotYours, TooLate
from danshu.activities.models import Communication
from danshu.activities.operations.delete_communication import delete_communication
from danshu.activities.operations.edit_communication import edit_communication
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.operations.send_mail import send_mail
from danshu.activities.queries import communications, matching
from danshu.activities.tests.factories import NOON, make_customer, make_plan, make_record, person, type_id
from danshu.audit.queries import history
from danshu.catalog.tests.factories import make_item
from danshu.dictionaries.models import Value
from danshu.dictionaries.queries import id_of
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.notices.models import OutgoingMessage
from danshu.parties import dictionaries as party_lists
from danshu.parties.models import Customer
from danshu.parties.operations.invalidate_contact import invalidate_contact
from danshu.parties.tests.factories import make_contact

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit("示例华东分公司"), name="示例李四")


def fields_of(refusal: pytest.ExceptionInfo[FieldErrors]) -> list[str]:
    return [problem.field for problem in refusal.value.problems]


@pytest.mark.spec("CUS-025", "CUS-013", "CUS-022", "CUS-023")
def test_a_record_keeps_everything_and_brings_the_customer_up_to_date(seller: Actor) -> None:
    customer = make_customer(seller)
    contact = make_contact(customer, seller, name="孙七")
    item = make_item()
    quoted, high = id_of(party_lists.STATUS, "quoted"), id_of(party_lists.INTENTION, "high")
    relation = id_of(party_lists.RELATION, "decision_maker")

    record = make_record(
        customer, seller, contact=contact.pk, relation=relation, happened_at=NOON - HOUR, duration_minutes=15,
        direction="in", products=[item.pk], intention=high, status=quoted, feedback="价格可以", result="已报价",
        next_step="寄样品", next_at=NOON + 3 * DAY, place="电话里", participants="王五",
    )  # fmt: skip

    stored = Communication.objects.get()
    customer.refresh_from_db()
    assert (stored.pk, stored.form, stored.counts, stored.is_late) == (record.pk, "phone", True, False)
    assert (stored.responsible_id, stored.author_name) == (seller.user_id, "示例李四")
    assert [product.pk for product in stored.products.all()] == [item.pk]
    assert (customer.last_contact_at, customer.next_contact_at) == (NOON - HOUR, NOON + 3 * DAY)
    assert (customer.status_id, customer.intention_id) == (quoted, high)
    assert (stored.next_plan.title, stored.next_plan.contact_id) == ("寄样品", contact.pk)
    told = history("parties.customer", customer.pk)[0]["changes"]
    assert ("客户状态", "", "已报价") in told
    assert ("客户意向", "", "高") in told


@pytest.mark.spec("CUS-023", "CUS-019")
def test_a_type_that_does_not_count_leaves_the_last_contact_as_it_is(seller: Actor) -> None:
    customer = make_customer(seller, follow_up_days=7)
    make_record(customer, seller, happened_at=NOON - 8 * DAY, at=NOON - 8 * DAY)
    before = Customer.objects.get().contact_due_at

    make_record(customer, seller, type=type_id("note"), content="内部备注")

    assert (Customer.objects.get().last_contact_at, Customer.objects.get().contact_due_at) == (NOON - 8 * DAY, before)
    assert before == NOON - DAY


@pytest.mark.spec("CUS-025")
def test_an_earlier_record_does_not_move_the_last_contact_back_and_late_entry_is_flagged(seller: Actor) -> None:
    customer = make_customer(seller)
    make_record(customer, seller, happened_at=NOON)

    within = make_record(customer, seller, happened_at=NOON - 3 * DAY)
    late = make_record(customer, seller, happened_at=NOON - 3 * DAY - timedelta(minutes=1))

    assert (within.is_late, late.is_late) == (False, True)
    assert Customer.objects.get().last_contact_at == NOON


@pytest.mark.spec("CUS-025", "CUS-022", "COM-008")
def test_wrong_entries_are_all_told_and_nothing_is_stored(seller: Actor) -> None:
    customer, other = make_customer(seller), make_customer(seller)
    stranger = make_contact(other, seller)
    gone = Value.objects.create(
        dictionary=party_lists.RELATION, name="旧关系", position=9, is_valid=False, created_at=NOON, updated_at=NOON
    )
    entry = {
        "type": None, "content": "长" * 2001, "happened_at": NOON + HOUR, "relation": gone.pk, "contact": stranger.pk,
        "duration_minutes": 0, "direction": "up", "products": [987654], "source": "sales.order:1",
        "responsible": person("SLS").user_id, "result": "零\x00字节",
    }  # fmt: skip

    with pytest.raises(FieldErrors) as refusal:
        record_communication(customer_id=customer.pk, entry=entry, actor=seller, at=NOON)

    assert sorted(fields_of(refusal)) == sorted([
        "type", "content", "happened_at", "relation", "contact", "duration_minutes", "direction", "products", "source",
        "responsible", "result",
    ])  # fmt: skip
    with pytest.raises(FieldErrors) as refusal:
        make_record(customer, seller, content="   ")
    assert fields_of(refusal) == ["content"]
    with pytest.raises(FieldErrors) as refusal:
        make_record(customer, seller, next_at=NOON)
    assert fields_of(refusal) == ["next_at"]
    assert (Communication.objects.count(), Customer.objects.get(pk=customer.pk).last_contact_at) == (0, None)


@pytest.mark.spec("COM-005", "CUS-020")
def test_an_invalidated_contact_stays_on_the_record_but_cannot_be_chosen_anew(seller: Actor) -> None:
    customer = make_customer(seller)
    contact = make_contact(customer, seller)
    record = make_record(customer, seller, contact=contact.pk)
    invalidate_contact(contact_id=contact.pk, reason="离职", actor=seller, at=NOON)

    edited = edit_communication(
        communication_id=record.pk, entry={"contact": contact.pk, "content": "改过"}, actor=seller, at=NOON
    )

    assert (edited.content, edited.contact_id) == ("改过", contact.pk)
    with pytest.raises(FieldErrors) as refusal:
        make_record(customer, seller, contact=contact.pk)
    assert fields_of(refusal) == ["contact"]


@pytest.mark.spec("CUS-025", "ACC-022")
def test_another_person_is_named_within_the_scope_of_who_records() -> None:
    unit = make_unit()
    everywhere, manager = person("OPA"), person("SMG", unit=unit)
    seller, outside = person("SLS", unit=unit), person("SLS")
    customer = make_customer(manager)

    assert make_record(customer, everywhere, responsible=outside.user_id).responsible_id == outside.user_id
    assert make_record(customer, manager, responsible=seller.user_id).responsible_id == seller.user_id
    with pytest.raises(FieldErrors) as refusal:
        make_record(customer, manager, responsible=outside.user_id)
    assert fields_of(refusal) == ["responsible"]
    assert Communication.objects.count() == 2


@pytest.mark.spec("CUS-025")
def test_the_author_changes_and_deletes_for_24_hours_others_never_and_managers_always() -> None:
    unit = make_unit()
    seller, colleague, manager = person("SLS", unit=unit), person("BRC", unit=unit), person("SMG", unit=unit)
    customer = make_customer(seller)
    record = make_record(customer, seller)

    def delete(actor: Actor, at: datetime) -> Any:
        return delete_communication(communication_id=record.pk, actor=actor, at=at)

    with pytest.raises(NotYours):
        delete(colleague, NOON + HOUR)
    with pytest.raises(TooLate):
        delete(seller, NOON + DAY + timedelta(seconds=1))
    with pytest.raises(TooLate):
        edit_communication(
            communication_id=record.pk, entry={"content": "晚了"}, actor=seller, at=NOON + DAY + timedelta(seconds=1)
        )
    assert Communication.objects.get().deleted_at is None
    assert Communication.objects.get().content == "客户要 120 箱面巾纸"

    edited = edit_communication(communication_id=record.pk, entry={"content": "一天内"}, actor=seller, at=NOON + DAY)
    with pytest.raises(EditConflict):
        edit_communication(communication_id=record.pk, entry={"content": "x"}, version=1, actor=seller, at=NOON + DAY)
    delete(manager, NOON + 30 * DAY)

    assert edited.content == "一天内"
    assert Customer.objects.get().last_contact_at is None
    assert list(communications(manager)) == []
    assert history("activities.communication", record.pk)[0]["who"] == manager.name


@pytest.mark.spec("CUS-013")
def test_an_edit_updates_the_status_only_when_it_was_chosen_anew(seller: Actor) -> None:
    customer = make_customer(seller)
    quoted, signed = id_of(party_lists.STATUS, "quoted"), id_of(party_lists.STATUS, "signed")
    record = make_record(customer, seller, status=quoted)
    make_record(customer, seller, status=signed)

    edit_communication(
        communication_id=record.pk, entry={"status": quoted, "content": "只改内容"}, actor=seller, at=NOON
    )

    assert Customer.objects.get().status_id == signed


@pytest.mark.spec("CUS-027", "ACC-022")
def test_records_are_found_within_scope_by_words_and_confidential_ones_by_few() -> None:
    unit, elsewhere = make_unit(), make_unit()
    seller, colleague, manager = person("SLS", unit=unit), person("BRC", unit=unit), person("SMG", unit=unit)
    stranger, outside = person("SLS", unit=unit), person("SMG", unit=elsewhere)
    customer = make_customer(seller)
    plain = make_record(customer, seller, content="谈了开业促销的价格")
    secret = make_record(customer, seller, content="对方老板要离职", is_confidential=True)

    def seen(actor: Actor, text: str = "") -> list[int]:
        rows = communications(actor)
        return sorted((matching(rows, text) if text else rows).values_list("pk", flat=True))

    assert seen(seller) == [plain.pk, secret.pk]
    assert seen(manager) == [plain.pk, secret.pk]
    assert seen(colleague) == [plain.pk]
    assert (seen(stranger), seen(outside)) == ([], [])
    assert seen(colleague, "开业促销") == [plain.pk]
    assert (seen(colleague, "离职"), seen(colleague, "促销开业")) == ([], [])
    with pytest.raises(NotFound):
        delete_communication(communication_id=secret.pk, actor=colleague, at=NOON)


@pytest.mark.spec("ACC-023", "ACC-022")
def test_recording_needs_the_right_and_a_customer_in_scope(seller: Actor) -> None:
    customer = make_customer(seller)
    with pytest.raises(Forbidden):
        make_record(customer, person("FNC"))
    with pytest.raises(NotFound):
        make_record(customer, person("SLS"))
    assert Communication.objects.count() == 0
    assert make_record(customer, person("CSV")).customer_id == customer.pk


@pytest.mark.spec("CUS-026")
def test_an_email_is_queued_and_recorded_or_neither(seller: Actor) -> None:
    customer = make_customer(seller)

    record = send_mail(
        customer_id=customer.pk, address="buyer@example.com", subject="报价", body="您好，报价见下。", recipient="孙七",
        actor=seller, at=NOON,
    )  # fmt: skip

    message = OutgoingMessage.objects.get()
    assert (record.message_id, record.form, record.content) == (message.pk, "email", "报价\n\n您好，报价见下。")
    assert (message.status, message.label, message.address) == ("queued", customer.name, "buyer@example.com")
    assert Customer.objects.get().last_contact_at == NOON
    with pytest.raises(FieldErrors) as refusal:
        send_mail(customer_id=customer.pk, address="nobody", subject="", body="x", actor=seller, at=NOON)
    assert fields_of(refusal) == ["address", "subject"]
    assert (OutgoingMessage.objects.count(), Communication.objects.count()) == (1, 1)


@pytest.mark.spec("CUS-030")
def test_carrying_a_plan_out_makes_one_record_and_deleting_it_opens_the_plan_again(seller: Actor) -> None:
    customer = make_customer(seller)
    plan = make_plan(customer, seller)

    record = record_communication(
        customer_id=customer.pk, entry={"type": type_id(), "content": "确认了"}, plan_id=plan.pk, actor=seller, at=NOON
    )

    plan.refresh_from_db()
    customer.refresh_from_db()
    assert (plan.status, plan.record_id, customer.next_contact_at) == ("done", record.pk, None)
    delete_communication(communication_id=record.pk, actor=seller, at=NOON)
    plan.refresh_from_db()
    customer.refresh_from_db()
    assert (plan.status, plan.record_id) == ("planned", None)
    assert (customer.next_contact_at, customer.last_contact_at) == (NOON + 4 * DAY, None)


@pytest.mark.spec("INV-L1")
def test_the_database_refuses_a_plan_that_is_done_without_a_record(seller: Actor) -> None:
    plan = make_plan(make_customer(seller), seller)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(plan).objects.filter(pk=plan.pk).update(status="done")
