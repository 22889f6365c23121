"""The workbook that is offered before something is deleted tells no more than the pages do (ORD-041)."""

from __future__ import annotations

import re
from dataclasses import replace

import openpyxl
import pytest
from django.apps import apps

from danshu.catalog.permissions import COST_VIEW
from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.tests.factories import make_field
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.permissions import VIEW_SHIPMENT
from danshu.kit.actor import EVERYTHING, Actor
from danshu.parties.permissions import SEE_CONTACT_DATA
from danshu.recycling.registry import CONFIDENTIAL, HANGING, KINDS
from danshu.recycling.workbook import graph_workbook
from danshu.sales.models import Order
from danshu.sales.permissions import SEE_RECIPIENT
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db
SIGHT = (SEE_CONTACT_DATA, SEE_RECIPIENT, COST_VIEW)
PRIVATE = ("13712345678", "wang@example.com", "13687654321", "77.31", "66.21", "内部评级", "评级甲")


def sheets_for(actor: Actor, order: Order) -> dict[str, list[str]]:
    """What the workbook of an order tells somebody: everything in its cells by sheet."""
    with graph_workbook("sales.order", [order.pk], actor) as file:
        book = openpyxl.load_workbook(file)
    return {
        sheet.title: [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        for sheet in book
    }


def cells_for(actor: Actor, order: Order) -> list[str]:
    """The same for all sheets."""
    return [cell for cells in sheets_for(actor, order).values() for cell in cells]


def without(actor: Actor, *rights: str) -> Actor:
    """The same person with fewer rights."""
    return replace(actor, grants={code: scope for code, scope in actor.grants.items() if code not in rights})


@pytest.mark.spec("ORD-041", "PRV-1", "CUS-024", "INV-Z1")
def test_contact_data_costs_and_custom_fields_stand_there_as_the_actor_may_read_them(office: World) -> None:
    make_field("open_code", host="sales.order", label="工程编号")
    make_field("secret_code", host="sales.order", label="内部评级")
    values = {"open_code": "G-7", "secret_code": "评级甲"}
    order = office.order(contact_phone="13712345678", contact_email="wang@example.com", custom=values)
    Order.objects.filter(pk=order.pk).update(recipient_phone="13687654321", cost_total="77.31")
    order.lines.update(cost="66.21")
    FieldDefinition.objects.filter(code="secret_code").update(view_roles=["FNC"])

    desk = without(office.reviewer, *SIGHT)
    told = cells_for(desk, order)
    for word in ("工程编号", "G-7", "137****5678", "w****@example.com", "136****4321"):
        assert word in told
    for word in (*PRIVATE, "secret_code"):
        assert word not in " ".join(told)

    seeing = replace(desk, roles=(*desk.roles, "FNC"), grants={**desk.grants, **dict.fromkeys(SIGHT, EVERYTHING)})
    assert set(PRIVATE) <= set(cells_for(seeing, order))


@pytest.mark.spec("ORD-041", "ACC-022")
def test_shipping_notes_that_the_actor_may_not_read_are_left_out(office: World) -> None:
    order = office.approved(line(office.soap, 2))
    Order.objects.filter(pk=order.pk).update(paid_amount=order.total, payment_state="paid")
    note = create_shipment(order_id=order.pk, actor=office.shipper, at=NOON)
    reading = replace(office.reviewer, grants={**office.reviewer.grants, VIEW_SHIPMENT: EVERYTHING})
    blind = without(office.reviewer, VIEW_SHIPMENT)
    assert note.number in cells_for(reading, order)
    sheets = list(sheets_for(blind, order))
    assert sheets[:2] == ["Order", "OrderLine"]
    assert not {"Shipment", "ShipmentLine", "TrackingEvent"} & set(sheets)


@pytest.mark.spec("ORD-041", "PRV-1")
def test_every_cost_in_a_graph_is_declared_as_confidential() -> None:
    named = {
        (model, column.name)
        for kind in KINDS
        for model in {KINDS[kind].model, *(each.model for each in HANGING[kind].parts)}
        for column in apps.get_model(model)._meta.concrete_fields
        if re.search("cost|purchase|margin|minimum", column.name)
    }
    assert named == set(CONFIDENTIAL)
