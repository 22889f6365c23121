"""Custom fields of orders: entered, checked, shown, printed, and without one statement more (ORD-004, CUS-024)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.audit.queries import history
from danshu.custom_fields.tests.factories import make_field, options
from danshu.kit.errors import FieldErrors
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.order_form import order_sheet
from danshu.sales.tests.world import NOON, World

pytestmark = pytest.mark.django_db
HOST = "sales.order"


@pytest.mark.spec("ORD-004", "CUS-024")
def test_placing_an_order_costs_no_statement_more_with_twenty_fields(office: World) -> None:
    """Values lie in the order's own row, definitions are read with what is asked anyway."""

    def statements(**custom: str) -> int:
        entry = replace(office.entry(), custom=custom)
        with CaptureQueriesContext(connection) as found:
            create_order(entry=entry, submit=True, actor=office.clerk, at=NOON)
        return len(found)

    statements()
    before = statements()
    for n in range(20):
        make_field(f"t{n}", host=HOST, is_searchable=True)
    assert statements(t0="甲", t1="乙") == before
    assert Order.objects.first().custom == {"t0": "甲", "t1": "乙"}  # type: ignore[union-attr]


@pytest.mark.spec("ORD-014", "COM-017")
def test_values_are_checked_changed_and_told_in_the_history(office: World) -> None:
    make_field("way", "choice", host=HOST, label="装车方式", is_required=True, options=options("散装", "托盘"))
    count = Order.objects.count()
    with pytest.raises(FieldErrors) as told:
        create_order(entry=office.entry(), actor=office.clerk, at=NOON)
    assert [problem.field for problem in told.value.problems] == ["custom-way"]
    assert Order.objects.count() == count
    entry = replace(office.entry(), custom={"way": "散装"})
    order = create_order(entry=entry, actor=office.clerk, at=NOON)
    assert order.custom == {"way": "o1"}
    same = edit_order(order_id=order.pk, entry=replace(entry, custom={}), version=None, actor=office.clerk, at=NOON)
    assert same.custom == {"way": "o1"}
    edited = edit_order(
        order_id=order.pk, entry=replace(entry, custom={"way": "o2"}), version=None, actor=office.clerk, at=NOON
    )
    assert edited.custom == {"way": "o2"}
    assert ("装车方式", "散装", "托盘") in history(HOST, order.pk)[0]["changes"]


@pytest.mark.spec("DOC-001")
def test_only_fields_marked_for_it_are_printed(office: World) -> None:
    make_field("po", host=HOST, label="工程编号", is_printed=True)
    make_field("inner", host=HOST, label="内部评估")
    make_field("secret", host=HOST, label="机密", is_printed=True, view_roles=["FNC"])
    entry = replace(office.entry(), custom={"po": "G-7", "inner": "一般"})
    order = create_order(entry=entry, actor=office.clerk, at=NOON)
    Order.objects.filter(pk=order.pk).update(custom={**order.custom, "secret": "x"})
    order = Order.objects.get(pk=order.pk)
    printed = {pair.label: pair.value for pair in order_sheet(order, []).pairs}
    assert printed["工程编号"] == "G-7"
    assert not {"内部评估", "机密"} & set(printed)
