"""Printed orders and delivery notes: what stands on them, who may, how copies are counted and kept."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from danshu.audit.models import AuditEntry
from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.print_shipment import print_shipment
from danshu.fulfilment.operations.reverse_shipment import reverse_shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.identity.models import Unit, User
from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden, NotFound
from danshu.kit.verification import CHECKS
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parameters.operations.set_company_image import set_company_image
from danshu.parameters.tests.test_images import picture
from danshu.printing.errors import NotPrintable, TypesettingFailed, UnknownLanguage
from danshu.printing.models import PrintedDocument, PrintedImage
from danshu.printing.rendering import pdf_of
from danshu.sales.models import Order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.print_order import print_order
from danshu.sales.tests.test_races import at_once
from danshu.sales.tests.world import NOON, World, actor_of, build_world, line

ALL = ("contact", "recipient")

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def text_of(document: PrintedDocument) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(document, seen=ALL))).pages)
    return re.sub("(?<=[销售订送货]) (?=[售订单货])", "", text)  # titles are spaced out


def shipped(world: World, quantities: dict[int, Decimal] | None = None) -> Shipment:
    order = world.approved()
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer",
              actor=world.finance, at=NOON)  # fmt: skip
    return ship_order(
        order_id=order.pk, quantities=quantities, carrier_id=id_of("carrier", "sf"), tracking_number="SF1400260000011",
        boxes=2, actor=world.shipper, at=NOON,
    )  # fmt: skip


def printed(order: Order, world: World, **changes: Any) -> PrintedDocument:
    return print_order(**{"order_id": order.pk, "actor": world.clerk, "at": NOON, **changes})


@pytest.mark.spec("DOC-001")
def test_the_printed_order_shows_what_was_agreed_in_figures_and_words(world: World) -> None:
    company = {"company_name": "示例商贸有限公司", "company_bank": "示例银行", "company_bank_account": "0001",
               "company_phone": "021-0000 0000", "print_footer": "感谢惠顾"}  # fmt: skip
    change_parameters(changes=company, actor=Actor.system(), at=NOON)
    text = text_of(printed(world.approved(line(world.soap, 2), line(world.paper, 3)), world))
    for expected in ("示例商贸有限公司", "销售订单", "客户：示例青禾连锁超市", "样板路 100 号", "泡沫洗手液 500 ml", "42.50", "85.00",
                     "46.80", "140.40", "¥225.40", "25.93", "人民币贰佰贰拾伍元肆角整", "先款后货", "收款账户：示例商贸有限公司",
                     "示例银行", "电话 021-0000 0000", "感谢惠顾", "供方（盖章）", "需方（盖章）", "打印：李四 2026-09-18 12:00",
                     "第 1 次打印", "第 1 页 共 1 页"):  # fmt: skip
        assert expected in text, expected
    assert "未审核" not in text


@pytest.mark.spec("DOC-018")
def test_the_english_form_is_english_with_the_same_figures(world: World) -> None:
    text = text_of(printed(world.approved(), world, language="en"))
    for expected in ("Sales order", "Customer:", "Amount due", "CNY 225.40", "Page 1 of 1", "Supplier (stamp)"):
        assert expected in text, expected
    assert "人民币" not in text


@pytest.mark.spec("DOC-004", "FUL-005")
def test_each_print_counts_says_which_copy_it_is_and_stands_in_the_history(world: World) -> None:
    order = world.approved()
    first, second = printed(order, world), printed(order, world, at=NOON + timedelta(hours=1))
    order.refresh_from_db()
    assert (first.copy, second.copy, order.print_count) == (1, 2, 2)
    assert "补打" not in text_of(first)
    assert "补打 · 第 2 份" in text_of(second)
    entries = AuditEntry.objects.filter(operation="sales.print_order", subject_id=order.pk).order_by("id")
    assert [entry.changes for entry in entries] == [
        {"print_count": [0, 1], "print_code": [None, first.code]},
        {"print_count": [1, 2], "print_code": [None, second.code]},
    ]


def test_a_repeated_request_makes_no_second_copy(world: World) -> None:
    order = world.approved()
    act = print_order.keyed("k-1")
    again = [act(order_id=order.pk, actor=world.clerk, at=NOON).pk for _ in range(2)]
    assert again[0] == again[1]
    assert PrintedDocument.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("DOC-004", "FI-05")
def test_prints_at_the_same_moment_are_different_copies(world: World) -> None:
    order = world.approved()
    outcomes = at_once(*(lambda: printed(order, world) for _ in range(4)))
    assert outcomes == {"done": 4}
    assert sorted(PrintedDocument.objects.values_list("copy", flat=True)) == [1, 2, 3, 4]
    order.refresh_from_db()
    assert order.print_count == 4


@pytest.mark.spec("DOC-005")
def test_a_copy_stays_as_it_was_when_order_company_and_logo_change(world: World) -> None:
    set_company_image(name="logo", content=picture(), actor=Actor.system(), at=NOON)
    order = world.order(submit=False)
    document = printed(order, world)
    before = pdf_of(document, seen=ALL)
    edit_order(
        order_id=order.pk, entry=world.entry(line(world.soap, 7)), version=order.version, actor=world.clerk, at=NOON
    )
    change_parameters(changes={"company_name": "另一家公司"}, actor=Actor.system(), at=NOON)
    set_company_image(name="logo", content=b"", actor=Actor.system(), at=NOON)
    document.refresh_from_db()
    assert pdf_of(document, seen=ALL) == before
    assert PrintedImage.objects.count() == 1


@pytest.mark.spec("DOC-005")
def test_a_copy_of_an_older_content_is_marked_as_superseded(world: World, client: Client) -> None:
    order = world.order(submit=False)
    printed(order, world)
    assert answer(client, world.clerk, "GET", f"/orders/{order.number}/prints").json()[0]["is_superseded"] is False
    edit_order(
        order_id=order.pk, entry=world.entry(line(world.soap, 7)), version=order.version, actor=world.clerk, at=NOON
    )
    assert answer(client, world.clerk, "GET", f"/orders/{order.number}/prints").json()[0]["is_superseded"] is True


@pytest.mark.spec("DOC-002")
def test_what_was_not_approved_carries_a_watermark(world: World) -> None:
    assert "未审核" in text_of(printed(world.order(), world))


@pytest.mark.spec("DOC-002", "ORD-018")
def test_a_cancelled_order_is_not_printed(world: World) -> None:
    order = world.approved()
    cancel_order(order_id=order.pk, reason="客户取消", actor=world.reviewer, at=NOON)
    with pytest.raises(NotPrintable):
        printed(order, world)
    order.refresh_from_db()
    assert (PrintedDocument.objects.count(), order.print_count) == (0, 0)


def test_an_unknown_language_is_refused(world: World) -> None:
    with pytest.raises(UnknownLanguage):
        printed(world.order(), world, language="../fr")
    assert PrintedDocument.objects.count() == 0


@pytest.mark.spec("ACC-020", "ACC-022")
def test_only_people_with_the_right_print_and_only_what_exists_for_them(world: World) -> None:
    order = world.approved()
    auditor = actor_of(User.objects.get(user_name="finance"), "AUD")
    with pytest.raises(Forbidden):
        printed(order, world, actor=auditor)
    with pytest.raises(NotFound):
        printed(order, world, actor=world.stranger)
    note = shipped(world)
    with pytest.raises(Forbidden):
        print_shipment(shipment_id=note.pk, actor=world.clerk, at=NOON)
    assert PrintedDocument.objects.count() == 0


@pytest.mark.spec("FUL-005")
def test_the_delivery_note_shows_ordered_sent_and_open_quantities(world: World) -> None:
    order = world.approved(line(world.soap, 10), line(world.paper, 3))
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="cash", actor=world.finance,
              at=NOON)  # fmt: skip
    soap = order.lines.get(position=1)
    note = ship_order(
        order_id=order.pk, quantities={soap.pk: Decimal(4)}, carrier_id=id_of("carrier", "sf"), boxes=2,
        tracking_number="SF1400260000011", actor=world.shipper, at=NOON,
    )  # fmt: skip
    document = print_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    rows = document.content["facts"]["rows"]
    assert rows == [["1", soap.item_code, "泡沫洗手液 500 ml", rows[0][3], "10", "4", "6", ""]]
    ship_order(order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1400260000012",
               actor=world.shipper, at=NOON)  # fmt: skip
    again = print_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    assert again.facts_digest == document.facts_digest, "a later note changes nothing on this one"
    text = text_of(again)
    for expected in ("送货单", order.number, note.number, "样板路 100 号", "吴九", "13800000001", "顺丰速运",
                     "SF1400260000011", "箱数：2", "客户签收", "补打 · 第 2 份", "第 1 页 共 1 页"):  # fmt: skip
        assert expected in text, expected
    note.refresh_from_db()
    assert note.print_count == 2
    assert "42.50" not in text, "no prices on the note"


@pytest.mark.spec("FUL-004")
def test_a_draft_note_is_marked_and_a_reversed_one_is_not_printed(world: World) -> None:
    order = world.approved()
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="cash", actor=world.finance,
              at=NOON)  # fmt: skip
    note = create_shipment(order_id=order.pk, actor=world.shipper, at=NOON)
    assert "未出库" in text_of(print_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON))
    Shipment.objects.filter(pk=note.pk).update(status="confirmed", confirmed_at=NOON)
    Shipment.objects.filter(pk=note.pk).update(status="reversed")
    with pytest.raises(NotPrintable):
        print_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    note.refresh_from_db()
    assert note.print_count == 1
    assert reverse_shipment  # reversing itself is tested with the operation


def test_a_copy_that_could_not_be_typeset_can_be_opened_again(world: World) -> None:
    document = printed(world.approved(), world)
    with pytest.raises(TypesettingFailed):
        pdf_of(document, seen=ALL, seconds=0.01)
    assert pdf_of(document, seen=ALL).startswith(b"%PDF-")
    assert PrintedDocument.objects.count() == 1


@pytest.mark.spec("INV-F1", "INV-L2")
def test_verify_names_copies_and_counts_that_do_not_fit(world: World) -> None:
    order = world.approved()
    printed(order, world)
    codes = ("printing.content", "printing.copies", "sales.print_count", "fulfilment.print_count")
    assert [list(CHECKS[code].function()) for code in codes] == [[], [], [], []]
    Order.objects.filter(pk=order.pk).update(print_count=5)
    assert list(CHECKS["sales.print_count"].function()) == [f"订单 {order.number} 的打印次数与打印记录不符"]
    document = PrintedDocument.objects.get()
    PrintedDocument.objects.bulk_create([
        PrintedDocument(code="FFFF-FFFF-FFFF", kind=document.kind, source_id=document.source_id, label=document.label,
                        copy=3, language="en", content={"x": 1}, digest=document.digest, facts_digest="0" * 64,
                        printed_at=NOON, printed_by_name="甲")
    ])  # fmt: skip
    assert list(CHECKS["printing.content"].function()) == [
        f"copy 3 of {order.number} (FFFF-FFFF-FFFF) is not what was printed"
    ]
    assert list(CHECKS["printing.copies"].function()) == [f"sales.order:{order.pk} has 2 copies, the last is number 3"]


# ---- pages and API -----------------------------------------------------------------------------------------------
def answer(client: Client, actor: Actor, method: str, path: str, body: Any = None, key: str = "") -> Any:
    user = User.objects.get(pk=actor.user_id)
    give_roles(user, actor.roles)
    client.force_login(user)
    headers = {"Idempotency-Key": key} if key else {}
    return client.generic(method, f"/api/v1{path}", json.dumps(body) if body is not None else "",
                          content_type="application/json", headers=headers)  # fmt: skip


def give_roles(user: User, roles: tuple[str, ...]) -> None:
    from django.utils import timezone

    from danshu.access.models import Role, UserRole

    for code in roles:
        UserRole.objects.get_or_create(user_id=user.pk, role=Role.objects.get(code=code))
    User.objects.filter(pk=user.pk).update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())


def test_the_api_makes_lists_and_shows_copies(world: World, client: Client) -> None:
    order = world.approved()
    path = f"/orders/{order.number}/prints"
    made = answer(client, world.clerk, "POST", path, {"language": "en"}, key="p1")
    assert made.status_code == 201, made.content
    assert (made.json()["copy_number"], made.json()["language"], len(made.json()["digest"])) == (1, "en", 64)
    assert answer(client, world.clerk, "POST", path, {"language": "en"}, key="p1").json()["copy_number"] == 1
    assert answer(client, world.clerk, "POST", path, {"language": "fr"}, key="p2").status_code == 422
    assert answer(client, world.clerk, "POST", path, {"markup": "#x"}, key="p3").status_code == 422
    assert [copy["copy_number"] for copy in answer(client, world.clerk, "GET", path).json()] == [1]
    pages = answer(client, world.clerk, "GET", f"{path}/{made.json()['code']}")
    assert (pages.status_code, pages["Content-Type"]) == (200, "application/pdf")
    assert pages["Content-Disposition"] == f'inline; filename="{order.number}-1.pdf"'
    assert pages["Cache-Control"] == "private, no-store"
    elsewhere = Unit.objects.create(code="HN", name="华南分公司", type="branch", created_at=NOON, updated_at=NOON)
    User.objects.filter(pk=world.stranger.user_id).update(unit=elsewhere)
    assert answer(client, world.stranger, "GET", f"{path}/{made.json()['code']}").status_code == 404
    other = shipped(world)
    wrong = f"/shipments/{other.number}/prints/{made.json()['code']}"
    assert answer(client, world.shipper, "GET", wrong).status_code == 404, "a code opens only with its own document"
    note = answer(client, world.shipper, "POST", f"/shipments/{other.number}/prints", {}, key="p4")
    assert note.status_code == 201, note.content
    found = answer(client, world.shipper, "GET", f"/shipments/{other.number}/prints/{note.json()['code']}")
    assert found.content.startswith(b"%PDF-")


@pytest.mark.spec("ORD-018")
def test_the_button_prints_once_per_page_and_the_page_lists_the_copy(world: World, client: Client) -> None:
    order = world.approved()
    answer(client, world.clerk, "GET", f"/orders/{order.number}")  # signs in
    url = f"/orders/{order.number}/print/"
    first = client.post(url, {"language": "zh-hans", "key": "abc"})
    again = client.post(url, {"language": "zh-hans", "key": "abc"})
    code = PrintedDocument.objects.get().code
    assert [first["Location"], again["Location"]] == [f"/orders/{order.number}/prints/{code}/"] * 2
    assert client.get(first["Location"]).content.startswith(b"%PDF-")
    page = client.get(f"/orders/{order.number}/").content.decode()
    assert "打印记录" in page
    assert code in page
    assert client.get(url).status_code == 405


def test_the_list_of_copies_costs_the_same_for_many(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    order = world.approved()
    path = f"/orders/{order.number}/prints"
    printed(order, world)
    answer(client, world.clerk, "GET", path)
    with CaptureQueriesContext(connection) as one:
        client.get(f"/api/v1{path}")
    for hour in range(1, 6):
        printed(order, world, at=NOON + timedelta(hours=hour))
    with CaptureQueriesContext(connection) as six:
        client.get(f"/api/v1{path}")
    assert len(six) == len(one)
