"""PRV-1, INV-Z1: one person reads the same fields of contact data wherever orders and their papers show them.

Telephones and addresses of the records are set to some that stand nowhere else; then every page of the table of addresses
and every answer of the API is read by one principal after the other.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from danshu.access.tests.factories import grant, staff
from danshu.audit.models import AuditEntry
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.print_shipment import print_shipment
from danshu.kit.clock import now
from danshu.kit.permissions import CATALOGUE
from danshu.kit.search import search_tokens
from danshu.notices.models import Notice, OutgoingMessage
from danshu.parties.models import Contact, Customer, DeliveryAddress
from danshu.printing.models import PrintedDocument
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.inform_customer import inform_customer
from danshu.sales.operations.print_order import print_order
from danshu.ui.lists.export import XLSX
from tests.architecture.test_urls import pages, routes
from tests.faults.addresses import address_of
from tests.faults.town import API, EVERYBODY, Town

pytestmark = pytest.mark.slow
SHELVES = {"sales.order": "orders", "fulfilment.shipment": "shipments", "amendments.amendment": "order-changes"}
PHONE, MAIL, RECIPIENT = "13712345678", "canary@contact.example", "13687654321"
CONTACT = {PHONE, MAIL}
ALL = CONTACT | {RECIPIENT}
SHORT = {PHONE: "137****5678", MAIL: "c****@contact.example", RECIPIENT: "136****4321"}
SIGHT = {
    "parties.customer.see_contact_data", "parties.customer.reveal_contact_data", "sales.order.see_recipient",
    "notices.message.see_address",
}  # fmt: skip
OF_ORDERS = r"orders|shipments|messages"
PATH = re.compile(r"\{(?:\w+:)?(\w+)\}")


def principal(town: Town, name: str, *, without: set[str]) -> str:
    """Somebody with every right over all data but some; his user name."""
    user = staff("TRN", name)
    for code in CATALOGUE.keys() - without:
        grant(user, code)
    town.people[name] = user.pk
    return name


@pytest.fixture
def marked(town: Town, caplog: pytest.LogCaptureFixture) -> Order:
    """An order in the middle of things, all of whose contact data are canaries: edited, printed, told of, shipped."""
    caplog.set_level(logging.CRITICAL)
    actor = town.actor()
    Customer.objects.update(mobile=PHONE, phone=PHONE, email=MAIL)
    Contact.objects.update(mobile=PHONE, phone=PHONE, email=MAIL)
    DeliveryAddress.objects.update(phone=RECIPIENT)
    Shipment.objects.update(recipient_phone=RECIPIENT)
    Order.objects.update(
        contact_phone=PHONE, contact_email=MAIL, recipient_phone=RECIPIENT, search_tokens=search_tokens(PHONE)
    )
    order = Order.objects.filter(status="awaiting_review").order_by("pk")[0]
    entry = replace(stored_entry(order, order_lines(order)), contact_phone="13700000000", contact_email="")
    for changed in (entry, replace(entry, contact_phone=PHONE, contact_email=MAIL)):
        order.refresh_from_db()
        edit_order(order_id=order.pk, entry=changed, version=order.version, actor=actor, at=now())
    print_order(order_id=order.pk, actor=actor, at=now())
    inform_customer(order_id=order.pk, address=MAIL, subject="进展", body="正在备货", actor=actor, at=now())
    for note in (Shipment.objects.order_by("pk")[0], Shipment.objects.order_by("-pk")[0]):
        print_shipment(shipment_id=note.pk, actor=actor, at=now())
    OutgoingMessage.objects.update(status="failed", attempts=5, last_error=f"550 <{MAIL}> unknown")
    order.refresh_from_db()
    return order


def text_of(answer: Any) -> str:
    """What an answer says, also a PDF, a workbook or a stream; one that broke down says nothing, and hides what is told."""
    assert answer.status_code != 500, answer.request["PATH_INFO"]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"%PDF-"):
        with suppress(PdfReadError):  # an attachment may be the mere beginnings of a PDF: its bytes are looked through
            return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if answer.headers.get("Content-Type") == XLSX:
        book = zipfile.ZipFile(io.BytesIO(body))
        return "\n".join(book.read(name).decode() for name in book.namelist())
    return body.decode("utf-8", "replace")


def told(client: Client, order: Order, among: str) -> Iterator[tuple[str, str]]:
    """Everything that reads: (where, what it says); among: a pattern for the beginning of routes."""
    for page in pages():
        if page.name in ("identity:sign_out", "access:first_start") or not re.match(among, page.route):
            continue
        for address in {address_of(page), address_of(page, last=True), *addresses_for(page.route, order)}:
            yield f"{page.name} {address}", text_of(client.get(address))
    columns = {"cols": ["number", "contact_name", "contact_phone"]}
    yield "list", text_of(client.get("/orders/", columns, follow=True))
    yield "list export", text_of(client.get("/orders/", {"export": "csv"}))
    for found in Order.objects.all():
        yield f"workbook {found}", text_of(client.get("/orders/delete/export/", {"ids": found.pk}))
    for document in PrintedDocument.objects.all():
        shelf = SHELVES[document.kind]
        yield f"paper {document}", text_of(client.get(f"/{shelf}/{document.label}/prints/{document.code}/"))
        if document.copy == 1 and document.kind != "fulfilment.shipment":
            yield f"API {document}", text_of(client.get(f"{API}/{shelf}/{document.label}/prints/{document.code}"))
    for route, _operation in routes():
        methods, _, path = route.partition(" ")
        if "GET" in methods and "file" not in path:
            keys = values(path, order)
            address = API + PATH.sub(lambda found, keys=keys: keys.get(found[1], "1"), path)
            yield f"API {path}", text_of(client.get(address))
    message = {"subject": "进展", "body": "正在备货"}
    yield "API message", text_of(post(client, f"{API}/orders/{order.number}/messages", message))


def addresses_for(route: str, order: Order) -> list[str]:
    """The same page for the marked order."""
    return (
        ["/" + route.replace("<str:number>", order.number)]
        if re.fullmatch(r"orders/[^<]*<str:number>/[^<]*", route)
        else []
    )


def values(path: str, order: Order) -> dict[str, str]:
    """Keys of existing records for a path of the API."""
    note = Shipment.objects.order_by("pk")[0]
    number = note.number if path.startswith("/shipments") else order.number
    return {"number": number, "customer_id": str(order.customer_id), "pk": str(order.customer_id)}


def post(client: Client, address: str, payload: dict[str, Any], *, method: str = "post") -> Any:
    key = {"Idempotency-Key": str(uuid4())}
    return getattr(client, method)(address, json.dumps(payload), content_type="application/json", headers=key)


def found_in(client: Client, order: Order, among: str = "") -> dict[str, set[str]]:
    """Canary -> where it is told in full."""
    places: dict[str, set[str]] = {canary: set() for canary in ALL}
    for where, text in told(client, order, among):
        for canary in ALL:
            if canary in text:
                places[canary].add(where)
    return places


@pytest.mark.spec("PRV-1", "INV-Z1", "SEC-A3")
def test_no_surface_tells_contact_data_to_who_may_not_read_them(town: Town, marked: Order) -> None:
    client = town.client(principal(town, "eyes0001", without=SIGHT))
    assert found_in(client, marked) == {PHONE: set(), MAIL: set(), RECIPIENT: set()}

    # the negative control: the walk does come by where they are told
    seen = found_in(town.client(EVERYBODY), marked, OF_ORDERS)
    for canary, page in ((PHONE, "sales:order "), (MAIL, "sales:order "), (RECIPIENT, "fulfilment:shipment "),
                         (PHONE, "sales:order_edit "), (PHONE, "sales:review_order "), (PHONE, "list"), (PHONE, "list export"),
                         (PHONE, "workbook "), (MAIL, "workbook "), (RECIPIENT, "workbook "),
                         (PHONE, "paper "), (RECIPIENT, "API "), (MAIL, "API /orders/{number}"),
                         (MAIL, "sales:order_inform "),
                         (MAIL, "notices:message "), (MAIL, "API message")):  # fmt: skip
        assert any(where.startswith(page) for where in seen[canary]), (canary, page)


@pytest.mark.spec("PRV-1", "INV-Z1")
def test_who_delivers_reads_the_recipients_number_and_no_other(town: Town, marked: Order) -> None:
    client = town.client(principal(town, "eyes0002", without=SIGHT - {"sales.order.see_recipient"}))
    places = found_in(client, marked, OF_ORDERS)
    assert (places[PHONE], places[MAIL]) == (set(), set())
    assert {where.split()[0] for where in places[RECIPIENT]} >= {"sales:order", "fulfilment:shipment", "paper", "API"}


@pytest.mark.spec("PRV-1", "INV-Z1")
def test_all_surfaces_shorten_alike_and_agree_with_the_customers_page(town: Town, marked: Order) -> None:
    client = town.client(principal(town, "eyes0003", without=SIGHT))
    page = text_of(client.get(f"/orders/{marked.number}/"))
    assert [short in page for short in SHORT.values()] == [True, True, True]
    for where in (f"/customers/{marked.customer_id}/", f"/orders/{marked.number}/edit/",
                  f"/orders/review/{marked.number}/", "/orders/?cols=number&cols=contact_phone"):  # fmt: skip
        assert SHORT[PHONE] in text_of(client.get(where, follow=True)), where
    document = PrintedDocument.objects.get(kind="sales.order", source_id=marked.pk)
    paper = text_of(client.get(f"/orders/{marked.number}/prints/{document.code}/"))
    assert (SHORT[PHONE] in paper, SHORT[RECIPIENT] in paper) == (True, True)
    assert not AuditEntry.objects.filter(changes__icontains=PHONE).exists()
    assert not any(
        canary in f"{entry.changes} {entry.subject_label}" for entry in AuditEntry.objects.all() for canary in ALL
    )
    assert not any(canary in f"{notice.text} {notice.text_en}" for notice in Notice.objects.all() for canary in ALL)


@pytest.mark.spec("PRV-1", "COM-007")
def test_a_shortened_number_is_found_whole_and_not_by_trying_its_digits(town: Town, marked: Order) -> None:
    client = town.client(principal(town, "eyes0004", without=SIGHT))
    everybody = town.client(EVERYBODY)

    def found(reader: Client, **query: str) -> bool:
        return marked.number in re.sub(
            r"<(title|input)[^>]*>", "", text_of(reader.get("/orders/", query | {"size": "100"}))
        )

    assert (found(client, q=PHONE), found(client, phone=PHONE)) == (True, True)
    for part in (PHONE[:-1], PHONE[3:7], PHONE[-4:], "137"):
        assert (found(client, q=part), found(client, phone=part)) == (False, False), part
    assert (found(everybody, q=PHONE[3:7]), found(everybody, phone=PHONE[-4:])) == (True, True)
    assert marked.number not in text_of(client.get("/ui/search/", {"q": PHONE[3:7]}))


@pytest.mark.spec("PRV-1", "ORD-014", "ORD-030")
def test_what_was_shown_shortened_is_kept_and_used_in_full(town: Town, marked: Order) -> None:
    """Saving the form as it was shown changes nothing; a message goes to the address that the writer does not see."""
    client = town.client(principal(town, "eyes0005", without=SIGHT))
    form = text_of(client.get(f"/orders/{marked.number}/messages/new/"))
    assert f'value="{SHORT[MAIL]}"' in form
    answer = client.post(
        f"/orders/{marked.number}/messages/new/",
        {"address": SHORT[MAIL], "subject": "进展二", "body": "已备好", "language": "zh-hans", "form_token": "t-1"},
    )
    assert answer.status_code == 303, text_of(answer)[:2000]
    assert OutgoingMessage.objects.get(subject="进展二").address == MAIL

    actor = town.actor("eyes0005")
    entry = stored_entry(marked, order_lines(marked))
    shown = replace(
        entry,
        contact_phone=SHORT[PHONE],
        contact_email=SHORT[MAIL],
        recipient_phone=SHORT[RECIPIENT],
        internal_remark="只改备注",
    )
    edit_order(order_id=marked.pk, entry=shown, version=marked.version, actor=actor, at=now())
    marked.refresh_from_db()
    assert (marked.contact_phone, marked.contact_email, marked.recipient_phone) == (PHONE, MAIL, RECIPIENT)
    assert marked.internal_remark == "只改备注"
