"""A refused attempt names what it concerned, with its number and the way to it (SYS-005, COM-011)."""

from __future__ import annotations

import pytest

from danshu.audit.models import AuditEntry
from danshu.audit.permissions import VIEW
from danshu.audit.tests.factories import make_entry
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.clock import now
from danshu.kit.errors import Forbidden, NotFound
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.permissions import REVIEW_ORDER

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-005")]
LIST = "/logs/operations/"
BIG = 10**19


def approve(order_id: int, *rights: str) -> None:
    approve_order(order_id=order_id, company_name_confirmed=True, confirmed_warnings=[], at=now(),
                  actor=Actor(2, "外人", grants=dict.fromkeys(rights, EVERYTHING)))  # fmt: skip


def refused() -> list[tuple[str, int | None, str]]:
    rows = AuditEntry.objects.filter(result="refused").order_by("pk")
    return list(rows.values_list("subject_kind", "subject_id", "subject_label"))


def test_a_refused_operation_names_its_record_and_the_log_leads_to_it(visit):
    make_entry(subject_kind="sales.order", subject_id=71, subject_label="SO-260918-0071")
    with pytest.raises(Forbidden):
        approve(71)
    with pytest.raises(NotFound):
        approve(72, REVIEW_ORDER)
    assert refused() == [("sales.order", 71, "SO-260918-0071"), ("sales.order", 72, "")]

    page = visit(VIEW).get(LIST, {"tab": "refused"}).content.decode()
    assert 'href="/orders/SO-260918-0071/"' in page
    assert "订单 72" in page
    entry = AuditEntry.objects.get(result="refused", subject_id=71)
    assert 'href="/orders/SO-260918-0071/"' in visit(VIEW).get(f"{LIST}{entry.pk}/").content.decode()
    assert "Order 72" in visit(VIEW, language="en").text(LIST, tab="refused")


def test_a_refused_page_names_the_record_of_its_address(visit):
    make_entry(subject_kind="parties.customer", subject_id=5, subject_label="KH-0005 甲公司")
    visitor = visit("catalog.item.view")
    for path in ("/orders/SO-260918-0099/edit/", "/customers/5/edit/", "/customers/", f"/customers/{BIG}/"):
        assert visitor.get(path).status_code == 403, path
    assert refused() == [
        ("sales.order", None, "SO-260918-0099"), ("parties.customer", 5, "KH-0005 甲公司"), ("", None, ""), ("", None, ""),
    ]  # fmt: skip
    page = visit(VIEW).get(LIST, {"tab": "refused"}).content.decode()
    assert ('href="/orders/SO-260918-0099/"' in page, 'href="/customers/5/"' in page) == (True, True)
