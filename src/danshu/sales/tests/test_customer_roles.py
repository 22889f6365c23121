"""Who signs, who pays, who gets the invoice (ORD-010)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from danshu.audit.models import AuditEntry
from danshu.kit.actor import Actor, Scope
from danshu.kit.errors import FieldErrors, NotFound
from danshu.kit.findings import Blocked
from danshu.parties.models import Contact, Customer
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.operations.take_over_email import NoEmail, take_over_email
from danshu.sales.queries import order_by_number
from danshu.sales.roles import IDS, TEXTS
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.test_pages import sheet
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-010", "ORD-001")]


def company(office: World, name: str, **values: Any) -> Customer:
    """Another customer of the branch, with a contact of his own."""
    made = Customer.objects.create(
        number=f"KH-{name}", name=name, name_key=name, unit=office.branch, owner_id=office.clerk.user_id, created_at=NOON,
        updated_at=NOON, **values,
    )  # fmt: skip
    Contact.objects.create(
        customer=made, name=f"{name}会计", mobile="13900000007", email="acc@example.com", is_primary=True,
        created_at=NOON, updated_at=NOON,
    )  # fmt: skip
    return made


@pytest.fixture
def payer(office: World) -> Customer:
    return company(office, "示例总公司", payment_email="pay@example.com")


@pytest.fixture
def receiver(office: World) -> Customer:
    return company(office, "示例财务公司", invoice_email="fp@example.com")


def roles(order: Order) -> tuple[Any, ...]:
    order.refresh_from_db()
    return tuple(getattr(order, name) for name in (*IDS, *TEXTS))


def edited(office: World, order: Order, actor: Actor | None = None, **changes: Any) -> Order:
    order = Order.objects.get(pk=order.pk)
    entry = replace(stored_entry(order, order_lines(order)), **changes)
    return edit_order(order_id=order.pk, entry=entry, version=order.version, actor=actor or office.clerk, at=NOON)


def test_without_another_one_the_signing_customer_pays_and_gets_the_invoice(office: World) -> None:
    Customer.objects.update(payment_email="qh-pay@example.com")
    order = office.order(line(office.soap, 1))
    assert roles(order) == (None, None, "吴九", "13800000001", "qh-pay@example.com", "吴九", "13800000001", "")
    assert (order.paying_name, order.invoice_name) == ("", "")
    # the same customer named is the same as none named
    assert roles(office.order(line(office.soap, 1), paying_customer_id=office.customer.pk))[0] is None


def test_named_customers_are_copied_with_their_contact_and_addresses(
    office: World, payer: Customer, receiver: Customer
) -> None:
    order = office.order(line(office.soap, 1), paying_customer_id=payer.pk, invoice_customer_id=receiver.pk,
                        invoice_contact="出纳", invoice_phone="02100000000")  # fmt: skip
    assert roles(order) == (
        payer.pk, receiver.pk, "示例总公司会计", "13900000007", "pay@example.com", "出纳", "02100000000", "fp@example.com",
    )  # fmt: skip
    assert (order.paying_name, order.invoice_name) == ("示例总公司", "示例财务公司")
    # another payer brings his own contact; what was typed for the invoice stays
    other = company(office, "示例集团", payment_email="jt@example.com")
    edited(office, order, paying_customer_id=other.pk)
    assert roles(order)[2:6] == ("示例集团会计", "13900000007", "jt@example.com", "出纳")
    order.refresh_from_db()
    assert order.paying_name == "示例集团"
    edited(office, order, paying_customer_id=None)
    assert (roles(order)[0], roles(order)[2]) == (None, "吴九")


def test_a_customer_out_of_scope_or_invalid_is_not_named_and_a_stored_one_stays(office: World, payer: Customer) -> None:
    foreign = company(office, "外地公司")
    Customer.objects.filter(pk=foreign.pk).update(unit=office.hq, owner=None)
    entry = office.entry(line(office.soap, 1), paying_customer_id=foreign.pk)
    with pytest.raises(FieldErrors) as refused:
        create_order(entry=entry, actor=office.clerk, at=NOON)
    assert [(p.field, p.code) for p in refused.value.problems] == [("paying_customer", "unknown")]
    Customer.objects.filter(pk=payer.pk).update(is_valid=False)
    with pytest.raises(FieldErrors) as invalid:
        create_order(entry=replace(entry, paying_customer_id=payer.pk), actor=office.clerk, at=NOON)
    assert [(p.field, p.code) for p in invalid.value.problems] == [("paying_customer", "invalid")]
    assert Order.objects.count() == 0
    Customer.objects.filter(pk=payer.pk).update(is_valid=True)
    order = office.order(line(office.soap, 1), paying_customer_id=payer.pk)
    Customer.objects.filter(pk=payer.pk).update(is_valid=False, unit=office.hq, owner=None)
    edited(office, order, office.clerk, remark="加急")
    assert (roles(order)[0], order.paying_name, order.remark) == (payer.pk, "示例总公司", "加急")


def test_a_malformed_invoice_address_stops_confirming_until_it_is_corrected_on_the_order(
    office: World, receiver: Customer
) -> None:
    draft = office.order(line(office.soap, 1), submit=False)
    Order.objects.filter(pk=draft.pk).update(invoice_email="fp(at)example.com")  # as another system may have written it
    with pytest.raises(Blocked) as refused:
        submit_order(order_id=draft.pk, actor=office.clerk, at=NOON)
    assert [(f.field, f.text) for f in refused.value.findings] == [
        ("invoice_email", "付款Email和收票Email错误：收票客户的邮箱「fp(at)example.com」")
    ]
    order = office.order(line(office.soap, 2))
    Order.objects.filter(pk=order.pk).update(paying_email="nobody")
    with pytest.raises(Blocked) as refused:
        approve_order(order_id=order.pk, company_name_confirmed=True, actor=office.reviewer, at=NOON)
    assert [f.code for f in refused.value.findings] == ["role_email"]
    order.refresh_from_db()
    assert (order.status, office.stock(office.soap)) == ("awaiting_review", (100, 0))
    edited(office, order, paying_email="pay@example.com")
    approve_order(order_id=order.pk, company_name_confirmed=True, actor=office.reviewer, at=NOON)
    order.refresh_from_db()
    assert (order.status, order.paying_email) == ("approved", "pay@example.com")
    # a customer who is not the signing one needs an address
    Contact.objects.filter(customer=receiver).update(email="")
    Customer.objects.filter(pk=receiver.pk).update(invoice_email="")
    missing = office.order(line(office.soap, 1), submit=False, invoice_customer_id=receiver.pk)
    with pytest.raises(Blocked) as refused:
        submit_order(order_id=missing.pk, actor=office.clerk, at=NOON)
    assert refused.value.findings[0].text.endswith("收票客户的邮箱「没有填写」")


@pytest.mark.spec("ORD-014")
def test_from_approval_on_the_customers_are_fixed_and_their_addresses_are_not(
    office: World, payer: Customer, receiver: Customer
) -> None:
    order = office.approved(line(office.soap, 1), paying_customer_id=payer.pk)
    with pytest.raises(FieldErrors) as refused:
        edited(office, order, office.reviewer, invoice_customer_id=receiver.pk)
    assert [(p.field, p.code) for p in refused.value.problems] == [("invoice_customer", "locked")]
    edited(office, order, office.reviewer, paying_email="new@example.com", paying_contact="出纳")
    assert roles(order)[:1] + roles(order)[2:5] == (payer.pk, "出纳", "13900000007", "new@example.com")
    order.refresh_from_db()
    assert order.status == "approved"
    told = AuditEntry.objects.filter(subject_kind="sales.order", subject_id=order.pk).order_by("pk").last()
    assert told is not None
    assert told.changes["paying_email"] == ["p****@example.com", "n****@example.com"]


@pytest.mark.spec("PRV-1")
def test_contact_data_of_the_roles_are_read_by_whoever_reads_that_customers(office: World, payer: Customer) -> None:
    order = office.order(line(office.soap, 1), paying_customer_id=payer.pk)
    reader = replace(office.stranger, grants={**office.stranger.grants, "sales.order.view": Scope(everything=True)})
    shown = order_by_number(reader, order.number)
    assert (shown.shown_paying_phone, shown.shown_paying_email) == ("139****0007", "p****@example.com")
    assert shown.shown_invoice_phone == "138****0001"
    Customer.objects.filter(pk=payer.pk).update(owner_id=office.stranger.user_id)
    shown = order_by_number(reader, order.number)
    assert (shown.shown_paying_phone, shown.shown_paying_email) == ("13900000007", "pay@example.com")
    assert shown.shown_invoice_phone == "138****0001"
    # a shortened value that is sent back changes nothing
    edited(office, order, paying_phone="139****0007", paying_email="p****@example.com", remark="x")
    assert roles(order)[3:5] == ("13900000007", "pay@example.com")


def test_a_corrected_address_is_taken_over_to_the_customer_it_belongs_to(
    office: World, payer: Customer, sign_in: SignIn
) -> None:
    order = office.order(line(office.soap, 1), paying_customer_id=payer.pk, paying_email="new@example.com")
    client = sign_in(office.clerk)
    url = reverse("sales:role_email", args=[order.number, "paying"])
    assert f'href="{url}"' in client.get(f"/orders/{order.number}/").content.decode()
    token = client.get(url).context["form"]["form_token"].value()
    assert [client.post(url, {"form_token": token}).status_code for _twice in range(2)] == [303, 303]
    payer.refresh_from_db()
    assert (payer.payment_email, payer.version) == ("new@example.com", 2)
    # the invoice goes to the signing customer, who has no address on this order
    with pytest.raises(NoEmail):
        take_over_email(order_id=order.pk, role="invoice", actor=office.clerk, at=NOON)
    with pytest.raises(NotFound):
        take_over_email(order_id=order.pk, role="nobody", actor=office.clerk, at=NOON)
    with pytest.raises(NotFound):
        take_over_email(order_id=order.pk, role="paying", actor=office.stranger, at=NOON)
    assert sign_in(office.shipper).get(url).status_code == 403


@pytest.mark.spec("ORD-017", "ORD-018")
def test_on_pages_the_roles_are_entered_shown_and_filtered(
    office: World, payer: Customer, receiver: Customer, sign_in: SignIn
) -> None:
    client = sign_in(office.clerk)
    data = sheet(office) | {
        "save": "1", "paying_customer": str(payer.pk), "invoice_customer": str(receiver.pk), "invoice_phone": "02100000000",
    }  # fmt: skip
    assert client.post("/orders/new/", data).status_code == 303
    order = Order.objects.get()
    assert roles(order)[:2] == (payer.pk, receiver.pk)
    plain = office.order(line(office.soap, 2))
    page = client.get(f"/orders/{order.number}/").content.decode()
    for text in ("付款客户", "示例总公司会计", "pay@example.com", "收票客户", "示例财务公司", "02100000000"):
        assert text in page
    form = client.get(f"/orders/{order.number}/edit/").context["form"]
    assert [form[name].value() for name in ("paying_customer", "paying_email", "invoice_phone")] == [
        payer.pk, "pay@example.com", "02100000000",
    ]  # fmt: skip
    for name, key in (("paying", payer.pk), ("invoiced", receiver.pk)):
        listing = client.get("/orders/", {name: key}).content.decode()
        assert order.number in listing
        assert plain.number not in listing


@pytest.mark.spec("SYS-030")
def test_through_the_api_the_roles_are_given_read_and_looked_for(
    office: World, payer: Customer, sign_in: SignIn
) -> None:
    client = sign_in(office.clerk)
    body = {
        "customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": "1"}],
        "paying_customer_id": payer.pk, "invoice_email": "fp@example.com",
    }  # fmt: skip
    made = client.post("/api/v1/orders", body, content_type="application/json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201, made.content
    told = made.json()
    assert [told[name] for name in ("paying_customer_id", "paying_contact", "paying_email", "invoice_email")] == [
        payer.pk, "示例总公司会计", "pay@example.com", "fp@example.com",
    ]  # fmt: skip
    office.order(line(office.soap, 2))
    found = client.get(f"/api/v1/orders?paying_customer_id={payer.pk}").json()["items"]
    assert [row["number"] for row in found] == [told["number"]]
