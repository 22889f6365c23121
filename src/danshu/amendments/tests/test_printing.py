"""Printed change orders: what stands on them, who may, which are refused (ORD-014, DOC-004)."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader

from danshu.amendments.operations.print_amendment import print_amendment
from danshu.amendments.operations.reject_amendment import reject_amendment
from danshu.amendments.operations.withdraw_amendment import withdraw_amendment
from danshu.amendments.tests.desk import accept, propose, quantities
from danshu.audit.models import AuditEntry
from danshu.kit.errors import Forbidden, NotFound
from danshu.printing.errors import NotPrintable, UnknownLanguage
from danshu.printing.models import PrintedDocument
from danshu.printing.rendering import pdf_of
from danshu.sales.models import Order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-014", "DOC-004")]
ALL = ("contact", "recipient")


def text_of(document: PrintedDocument, seen: tuple[str, ...] = ALL) -> str:
    pages = PdfReader(io.BytesIO(pdf_of(document, seen=seen))).pages
    return "\n".join(page.extract_text() for page in pages)


def test_the_paper_says_what_becomes_of_lines_terms_and_amounts(world: World) -> None:
    order = world.approved()
    change = propose(
        world, order, lambda lines: [replace(lines[0], quantity=Decimal(10)), line(world.visit, 1, wanted_date=NOON.date())],
        recipient_phone="13812345678", delivery_address="新样板路 9 号",
    )  # fmt: skip

    first = print_amendment(amendment_id=change.pk, actor=world.clerk, at=NOON)

    text = text_of(first)
    for expected in (change.number, order.number, order.customer_name, "修改", "去掉", "新增", "客户要求", "新样板路 9 号", "13812345678",
                     "¥225.40", "¥625.00", "399.60", "未审核", "第 1 次打印"):  # fmt: skip
        assert expected in text, (expected, text)
    assert "13812345678" not in text_of(first, seen=())
    accept(world, change)
    second = print_amendment(amendment_id=change.pk, language="en", actor=world.clerk, at=NOON)
    english = text_of(second)
    assert (second.copy, "未审核" in english, "Change order" in english, "Not approved" in english) == (
        2,
        False,
        True,
        False,
    )
    assert AuditEntry.objects.filter(action="amendments.print_amendment", subject_id=change.pk).count() == 2


def test_refused_and_withdrawn_changes_strangers_and_other_languages_are_not_printed(world: World) -> None:
    rejected, withdrawn, waiting = (propose(world, world.approved(), quantities(1, None)) for _number in range(3))
    reject_amendment(amendment_id=rejected.pk, reason="不行", actor=world.reviewer, at=NOON)
    withdraw_amendment(amendment_id=withdrawn.pk, reason="不要了", actor=world.clerk, at=NOON)

    for change in (rejected, withdrawn):
        with pytest.raises(NotPrintable):
            print_amendment(amendment_id=change.pk, actor=world.clerk, at=NOON)
    with pytest.raises(UnknownLanguage):
        print_amendment(amendment_id=waiting.pk, language="fr", actor=world.clerk, at=NOON)
    with pytest.raises(Forbidden):
        print_amendment(amendment_id=waiting.pk, actor=replace(world.clerk, grants={}), at=NOON)
    with pytest.raises(NotFound):
        print_amendment(amendment_id=0, actor=world.clerk, at=NOON)
    assert PrintedDocument.objects.count() == 0


def test_page_and_program_print_and_show_the_same_copy(office: World, sign_in: SignIn) -> None:
    change = propose(office, office.approved(), quantities(1, None))
    client = sign_in(office.clerk)
    page = client.get(f"/order-changes/{change.number}/").content.decode()
    assert f"/order-changes/{change.number}/print/" in page

    made = client.post(f"/order-changes/{change.number}/print/", {"key": "k-1", "language": "zh-hans"})

    copy = PrintedDocument.objects.get()
    assert made["Location"] == f"/order-changes/{change.number}/prints/{copy.code}/"
    assert client.get(made["Location"]).content.startswith(b"%PDF-")
    assert copy.code in client.get(f"/order-changes/{change.number}/").content.decode()
    api = f"/api/v1/order-changes/{change.number}/prints"
    sent = client.post(
        api, json.dumps({"language": "en"}), content_type="application/json", headers={"Idempotency-Key": "k-2"}
    )
    assert (sent.status_code, [each["copy_number"] for each in client.get(api).json()]) == (201, [2, 1])
    assert client.get(f"{api}/{sent.json()['code']}").content.startswith(b"%PDF-")
    assert Order.objects.get(pk=change.order_id).version == change.order.version
