"""Restricting a field hides what was written while it was open, wherever the trail is read (COM-017, CUS-024)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.audit.models import AuditEntry
from danshu.audit.permissions import EXPORT, VIEW
from danshu.audit.queries import history
from danshu.audit.tests.factories import make_entry
from danshu.audit.tests.pages import visit
from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.tests.factories import ADMIN, NOON, make_field
from danshu.parties.operations.edit_customer import edit_customer
from danshu.sales.models import Order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.conftest import SignIn, office, sign_in
from danshu.sales.tests.world import World
from danshu.sales.timeline import order_timeline

__all__ = ["office", "sign_in", "visit"]
pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-017", "CUS-024")]
LOG = "/logs/operations/"


def restrict(code: str) -> None:
    """From now on only finance may read the field."""
    FieldDefinition.objects.filter(code=code).update(view_roles=["FNC"])


@pytest.fixture
def order(office: World) -> Order:
    """An order two of whose custom fields were changed while everybody could read them."""
    make_field("grade", host="sales.order", label="内部评级")
    make_field("plain", host="sales.order", label="工程编号")
    made = office.order(custom={"grade": "评级甲", "plain": "G-7"})
    entry = office.entry(custom={"grade": "评级乙", "plain": "G-8"})
    return edit_order(order_id=made.pk, entry=entry, version=None, actor=office.clerk, at=NOON)


def test_the_history_of_a_customer_shows_stars_for_old_values(office: World, sign_in: SignIn) -> None:
    make_field("grade", label="内部评级")
    key = office.customer.pk
    edit_customer(customer_id=key, changes={}, custom={"grade": "评级甲"}, actor=ADMIN, at=NOON)
    assert history("parties.customer", key)[0]["changes"] == [("内部评级", "", "评级甲")]
    assert "评级甲" in sign_in(office.clerk).get(f"/customers/{key}/?tab=history").content.decode()

    restrict("grade")
    assert history("parties.customer", key)[0]["changes"] == [("内部评级", "", "****")]
    for tab in ("", "?tab=history"):
        assert "评级甲" not in sign_in(office.clerk).get(f"/customers/{key}/{tab}").content.decode()


def test_the_timeline_of_an_order_shows_stars_for_old_values(office: World, sign_in: SignIn, order: Order) -> None:
    restrict("grade")
    newest = order_timeline(order)[0]["changes"]
    assert ("内部评级", "****", "****") in newest
    assert ("工程编号", "G-7", "G-8") in newest
    restrict("plain")
    assert ("工程编号", "****", "****") in order_timeline(order)[0]["changes"]
    page = sign_in(office.clerk).get(f"/orders/{order.number}/").content.decode()
    assert order.number in page
    for value in ("评级甲", "评级乙", "G-7"):
        assert value not in page


def test_whoever_may_read_a_restricted_field_reads_its_history(office: World, sign_in: SignIn, order: Order) -> None:
    make_field("margin", label="客户毛利", view_roles=["FNC"])
    key = office.customer.pk
    edit_customer(customer_id=key, changes={}, custom={"margin": "三成"}, actor=ADMIN, at=NOON)
    restrict("grade")
    pages = {f"/customers/{key}/?tab=history": "三成", f"/orders/{order.number}/": "评级乙"}
    for person, reads in ((office.finance, True), (office.reviewer, False), (office.finance, True)):
        client = sign_in(person)
        for page, value in pages.items():
            text = client.get(page).content.decode()
            assert (value in text) == reads, (page, person.name)


def test_the_operation_log_and_its_export_show_stars_for_old_values(order: Order, visit) -> None:  # type: ignore[no-untyped-def]
    client = visit(VIEW, EXPORT)
    entry = AuditEntry.objects.filter(subject_kind="sales.order", subject_id=order.pk).latest("id")
    places = (LOG, f"{LOG}{entry.pk}/", f"{LOG}?export=csv")

    def told() -> list[str]:
        answers = [client.get(place) for place in places]
        return [(b"".join(each.streaming_content) if each.streaming else each.content).decode() for each in answers]

    assert all("评级乙" in text and "G-8" in text for text in told())
    restrict("grade")
    for text in told():
        assert ("评级甲" in text, "评级乙" in text, "****" in text, "G-8" in text) == (False, False, True, True)


def test_a_field_that_is_not_defined_any_more_counts_as_confidential() -> None:
    make_entry(subject_kind="parties.customer", subject_id=7, changes={"custom.gone": ["甲", "乙"]})
    assert history("parties.customer", 7)[0]["changes"] == [("gone", "****", "****")]


def test_the_log_asks_as_many_questions_for_twenty_entries_as_for_two(order: Order, visit) -> None:  # type: ignore[no-untyped-def]
    client = visit(VIEW)

    def statements(entries: int) -> int:
        for n in range(entries):
            changes = {"custom.grade": [f"{n}", "x"], "custom.plain": [f"{n}", "y"]}
            make_entry(subject_kind="sales.order", subject_id=order.pk, changes=changes)
        with CaptureQueriesContext(connection) as asked:
            client.get(LOG, {"object": "", "kind": "sales.order"})
        return len(asked)

    restrict("grade")
    client.get(LOG)
    assert statements(2) == statements(18)
