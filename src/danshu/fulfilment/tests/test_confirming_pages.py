"""Confirming a note on its page: with one press when it is packed, asked once when it is not (FUL-002, FUL-004)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from danshu.fulfilment.operations.record_picking import record_picking
from danshu.fulfilment.tests.conftest import SignIn, draft, paid
from danshu.fulfilment.tests.test_pages import asked, text_of
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db


@pytest.mark.spec("FUL-002", "FUL-004", "COM-009")
def test_an_unpicked_note_leaves_only_after_it_was_said_how_much_is_not_picked(world: World, sign_in: SignIn) -> None:
    note = draft(world, paid(world, line(world.soap, 5)))
    client, confirm = sign_in(world.shipper), reverse("fulfilment:note_confirm", args=[note.number])
    row = note.lines.get()
    pick = {"shipment_id": note.pk, "picked": {row.pk: row.quantity - 2}, "actor": world.shipper, "at": NOON}
    record_picking(**pick)
    before = world.stock(world.soap)

    unasked = client.post(confirm, {"seen_status": "draft"})
    assert unasked.status_code == 409
    note.refresh_from_db()
    assert (note.status, world.stock(world.soap)) == ("draft", before)

    seen = asked(client, confirm)
    assert "还有 2 件没有拣" in text_of(client.get(confirm))
    record_picking(**pick | {"picked": {row.pk: row.quantity - 1}})
    changed = client.post(confirm, seen)
    assert changed.status_code == 409
    assert "还有 1 件没有拣" in text_of(changed)
    assert client.post(confirm, asked(client, confirm)).status_code == 303
    note.refresh_from_db()
    assert note.status == "confirmed"


@pytest.mark.spec("FUL-002", "FUL-004")
def test_a_packed_note_leaves_with_one_press(world: World, sign_in: SignIn) -> None:
    note = draft(world, paid(world, line(world.soap, 5)))
    client, row = sign_in(world.shipper), note.lines.get()
    record_picking(shipment_id=note.pk, picked={row.pk: row.quantity}, pack=True, actor=world.shipper, at=NOON)
    note.refresh_from_db()
    seen = {"seen_status": "draft", "version": str(note.version)}
    assert client.post(reverse("fulfilment:note_confirm", args=[note.number]), seen).status_code == 303
    note.refresh_from_db()
    assert note.status == "confirmed"
