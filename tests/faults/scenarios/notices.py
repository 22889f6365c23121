"""Operations on messages that leave the house."""

from __future__ import annotations

from danshu.kit.refs import SourceRef
from danshu.notices.operations.queue_message import queue_message
from danshu.notices.operations.retry_message import retry_message
from danshu.notices.tests.factories import make_message
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("notices.queue_message")
def _queue() -> Scenario:
    return lambda: queue_message(
        address="buyer@example.com", subject="订单进展", body="您好", source=SourceRef("test.thing", 1), label="SO-1",
        actor=ACTOR, at=AT,
    )  # fmt: skip


@scenario("notices.retry_message")
def _retry() -> Scenario:
    message = make_message(status="failed")
    return lambda: retry_message(message_id=message.pk, actor=ACTOR, at=AT)
