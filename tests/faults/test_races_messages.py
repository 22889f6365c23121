"""FI-05 for e-mails: however many senders and clicks there are, the customer gets each one once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core import mail

from danshu.kit.actor import Actor
from danshu.notices import sending
from danshu.notices.errors import MessageNotFailed
from danshu.notices.models import OutgoingMessage
from danshu.notices.operations.retry_message import retry_message
from danshu.notices.sending import send_due
from danshu.notices.tests.factories import NOON, configure_mail, make_message
from danshu.sales.models import OrderNote
from danshu.sales.operations.inform_customer import inform_customer
from danshu.sales.tests.world import build_world
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.spec("ORD-030")]
SENDERS, MAILS = 6, 12


@pytest.fixture
def _slow_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handing over takes its time, so that senders meet."""
    quick = sending.hand_over

    def slow(*given: Any) -> None:
        time.sleep(0.05)
        quick(*given)

    monkeypatch.setattr(sending, "hand_over", slow)


@pytest.fixture
def queued(_slow_server: None) -> list[OutgoingMessage]:
    configure_mail()
    return [make_message(f"buyer{number}@example.com") for number in range(MAILS)]


def received() -> list[str]:
    return sorted(letter.to[0].rpartition("<")[2].rstrip(">") for letter in mail.outbox)


def test_six_senders_send_each_of_twelve_e_mails_once(queued: list[OutgoingMessage]) -> None:
    result = race(SENDERS, lambda _client: send_due(at=NOON))
    assert (sum(result.outcomes), received()) == (MAILS, sorted(message.address for message in queued))
    assert set(OutgoingMessage.objects.values_list("status", "attempts")) == {("sent", 1)}


@pytest.mark.usefixtures("queued")
def test_without_the_lock_of_the_claim_e_mails_go_out_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(sending, "lock_skipping", lambda rows: rows)
    race(SENDERS, lambda _client: send_due(at=NOON))
    assert len(received()) > len(set(received())) == MAILS


def test_one_of_many_retries_counts() -> None:
    message = make_message(status="failed")
    result = race(SENDERS, lambda _client: retry_message(message_id=message.pk, actor=Actor.system(), at=NOON).status)
    assert (result.count("queued"), result.count(MessageNotFailed)) == (1, SENDERS - 1), result.names()


def test_many_clicks_under_one_key_queue_one_e_mail() -> None:
    world = build_world()
    order = world.order()

    def click(_client: int) -> int:
        act = inform_customer.keyed("one")
        return act(
            order_id=order.pk, address="buyer@example.com", subject="进展", body="您好", actor=world.clerk, at=NOON
        ).pk

    result = race(SENDERS, click)
    note = OrderNote.objects.get()
    assert result.outcomes == [note.pk] * SENDERS, result.names()
    assert OutgoingMessage.objects.get() == note.message
