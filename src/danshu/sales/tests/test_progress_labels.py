"""Stages of handling are named by the company, customers read plain words (ORD-013)."""

from __future__ import annotations

import json

import pytest

from danshu.dictionaries.operations.add_value import add_value
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, Forbidden
from danshu.sales.informing import ready_text
from danshu.sales.models import Order
from danshu.sales.operations.set_progress_label import set_progress_label
from danshu.sales.operations.start_order import start_order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World
from danshu.sales.timeline import order_timeline
from danshu.sales.wording import OF_STATUS, WORDS, customer_state, customer_wording

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-013")]
LABELS = "sales.progress_label"


def test_a_new_label_is_set_by_the_handler_appears_in_history_and_goes_with_the_status(office: World) -> None:
    order = office.approved()
    ready = add_value(
        dictionary=LABELS, name="备料完成", name_en="Material ready", attributes={"status": "approved"},
        actor=Actor.system(), at=NOON,
    )  # fmt: skip
    set_progress_label(order_id=order.pk, label_id=ready.pk, actor=office.service_desk, at=NOON)
    told = [change for entry in order_timeline(Order.objects.get(pk=order.pk)) for change in entry["changes"]]
    assert any("备料完成" in str(change) for change in told), told
    for wrong, actor, refusal in (
        (id_of(LABELS, "dispatched"), office.service_desk, FieldErrors), (ready.pk, office.finance, Forbidden),
    ):  # fmt: skip
        with pytest.raises(refusal):
            set_progress_label(order_id=order.pk, label_id=wrong, actor=actor, at=NOON)
    assert Order.objects.get(pk=order.pk).progress_label_id == ready.pk
    start_order(order_id=order.pk, actor=office.service_desk, at=NOON)
    assert Order.objects.get(pk=order.pk).progress_label_id is None


def test_page_and_api_offer_the_labels_of_the_status_only(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    desk, address = sign_in(office.service_desk), f"/orders/{order.number}/label/"
    offered = desk.get(address).content.decode()
    assert ("已确认" in offered, "已派送" in offered) == (True, False)
    posted = desk.post(address, {"label": str(id_of(LABELS, "confirmed")), "version": str(order.version)})
    assert posted.status_code == 303
    assert "已确认" in desk.get(f"/orders/{order.number}/").content.decode()
    assert sign_in(office.finance).get(address).status_code == 403
    api = f"/api/v1/orders/{order.number}"
    told = desk.get(f"{api}/progress").json()
    assert (told["progress_label"], told["customer_state"], told["customer_wording"]) == (
        "已确认",
        "awaiting_payment",
        "待付款",
    )
    gone = desk.post(f"{api}/progress-label", json.dumps({"label_id": None}), content_type="application/json",
                     headers={"Idempotency-Key": "l-1"})  # fmt: skip
    assert (gone.status_code, gone.json()["progress_label"]) == (200, "")


def test_the_customer_reads_plain_words_only(office: World) -> None:
    order = office.approved()
    seen = {}
    for status in OF_STATUS:
        order.status, order.paid_amount = str(status), order.total
        seen[str(status)] = customer_state(order)
    assert seen == {str(status): code for status, code in OF_STATUS.items()}
    assert set(seen.values()) | {"awaiting_payment"} == set(WORDS)
    order.status, order.paid_amount = "approved", 0
    assert (customer_state(order), customer_wording(order)) == ("awaiting_payment", "待付款")
    order.payment_terms = "on_account"
    assert customer_state(order) == "placed"
    assert "目前的状态：已下单" in ready_text(order, "progress", "zh-hans").body
