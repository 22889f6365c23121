"""FI-05 for e-mails: however many senders and clicks there are, the customer gets each one once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core import mail

from danshu.kit.actor import Actor
from danshu.notices import sending
from danshu.notices.errors import MessageNotFailed, MessageNotHeld, MessageNotWaiting
from danshu.notices.models import OutgoingMessage
from danshu.notices.operations.discard_message import discard_message
from danshu.notices.operations.hold_messages import hold_messages
from danshu.notices.operations.release_message import release_message
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


@pytest.mark.spec("SYS-033")
def test_a_held_message_is_released_or_discarded_never_both() -> None:
    message, system = make_message(status="held"), Actor.system()

    def decide(client: int) -> str:
        act = release_message if client % 2 else discard_message
        return act(message_id=message.pk, actor=system, at=NOON).status

    result = race(SENDERS, decide)
    message.refresh_from_db()
    decided = result.count("queued") + result.count("discarded")
    refused = result.count(MessageNotHeld) + result.count(MessageNotWaiting)
    assert (decided, refused, result.count(message.status)) == (1, SENDERS - 1, 1), result.names()


@pytest.mark.spec("SYS-033")
@pytest.mark.usefixtures("queued")
def test_test_mode_in_the_midst_of_sending_holds_all_that_is_not_on_its_way() -> None:
    def act(client: int) -> int:
        return hold_messages(actor=Actor.system(), at=NOON) if client == 0 else send_due(at=NOON, limit=2)

    race(SENDERS, act)
    hold_messages(actor=Actor.system(), at=NOON)
    counts = [OutgoingMessage.objects.filter(status=status).count() for status in ("sent", "held", "queued")]
    assert (sum(counts), counts[2], len(received())) == (MAILS, 0, counts[0])
    assert len(received()) == len(set(received()))
