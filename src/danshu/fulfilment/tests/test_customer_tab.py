"""The tab of shipping notes on the customer's page (CUS-008)."""

from __future__ import annotations

import pytest

from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.tests.conftest import SignIn, draft, paid, shipped
from danshu.fulfilment.tests.test_pages import text_of
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-008")]


def test_the_tab_shows_the_notes_in_scope_with_their_totals_and_links(world: World, sign_in: SignIn) -> None:
    sent = shipped(world, paid(world, line(world.soap, 5)), "SF0001")
    signed = shipped(world, paid(world, line(world.soap, 3)), "SF0002")
    confirm_receipt(shipment_id=signed.pk, signed_by="吴九", evidence="签收单", actor=world.service_desk, at=NOON)
    waiting = draft(world, paid(world, line(world.paper, 2)))
    client = sign_in(world.clerk)
    answer = client.get(f"/customers/{world.customer.pk}/?tab=shipments")
    text = text_of(answer)
    for note in (sent, signed, waiting):
        assert f"/shipments/{note.number}/" in answer.content.decode()
        assert note.order_number in text
    for figure in ("待发出 1", "配送中 1", "已签收 1"):
        assert figure in text, figure
    assert f"/shipments/?customer={world.customer.pk}" in answer.content.decode()


@pytest.mark.spec("ACC-022", "ACC-023")
def test_who_may_not_see_the_customer_or_notes_sees_no_tab(world: World, sign_in: SignIn) -> None:
    shipped(world, paid(world, line(world.soap, 5)))
    assert sign_in(world.stranger).get(f"/customers/{world.customer.pk}/?tab=shipments").status_code == 404
