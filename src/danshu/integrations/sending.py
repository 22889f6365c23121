"""Sends what is due. Three steps, none of them holds a transaction while the network works (CC-10).

A dispatch is claimed and the claim committed; then it is sent; then the result is written. A process that dies in between
leaves the claim, and the dispatch is sent again after a minute: at least once, with the same Webhook-Id. For one receiver
the events of one record go in their order; one receiver that fails delays no other.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from danshu.integrations.lifecycle import DISPATCH_LIFECYCLE, DispatchStatus
from danshu.integrations.messages import ROBOTS, refusal_in, request_of
from danshu.integrations.models import Dispatch
from danshu.integrations.outgoing import Answer, NotAllowed, post
from danshu.kit.locks import lock, lock_skipping
from danshu.kit.vault import Unreadable
from danshu.parameters.queries import value

log = logging.getLogger("danshu.integrations")

BACKOFF_SECONDS = (10, 60, 300, 1800, 7200)
MAX_ATTEMPTS = 6
CLAIM_LASTS = timedelta(seconds=60)
ROBOT_LIMIT, ROBOT_SPAN = 20, timedelta(minutes=1)  # what the robots of chat groups take


def send_due(*, at: datetime, limit: int = 100) -> int:
    """Send what is due at `at`, at most `limit`; returns how many were tried. In the test mode of messages all wait."""
    if value("message_test_mode"):
        return 0
    tried = 0
    while tried < limit and (dispatch := claim(at)) is not None:
        tried += 1
        finish(dispatch, deliver(dispatch, at), at=at)
    return tried


def claim(at: datetime) -> Dispatch | None:
    """The next dispatch whose turn has come, marked as begun; None when nothing is due."""
    rows = Dispatch.objects.filter(status=DispatchStatus.WAITING, endpoint__is_active=True)
    earlier = Dispatch.objects.filter(
        status=DispatchStatus.WAITING, endpoint=OuterRef("endpoint"), aggregate=OuterRef("aggregate"),
        pk__lt=OuterRef("pk"),
    )  # fmt: skip
    free = Q(begun_at=None) | Q(begun_at__lt=at - CLAIM_LASTS)
    due = rows.filter(free, due_at__lte=at).filter(~Exists(earlier)).order_by("due_at", "pk")
    with transaction.atomic():
        dispatch = lock_skipping(due).select_related("endpoint", "event").first()
        if dispatch is None:
            return None
        if (wait_until := _limited_until(dispatch, at)) is not None:
            Dispatch.objects.filter(
                endpoint_id=dispatch.endpoint_id, status=DispatchStatus.WAITING, due_at__lt=wait_until
            ).update(due_at=wait_until)
            return claim(at) if wait_until > at else None
        dispatch.begun_at = at
        dispatch.save(update_fields=["begun_at"])
        return dispatch


def _limited_until(dispatch: Dispatch, at: datetime) -> datetime | None:
    """When a robot may be spoken to again; None when now."""
    if dispatch.endpoint.kind not in ROBOTS:
        return None
    sent = Dispatch.objects.filter(
        endpoint_id=dispatch.endpoint_id, status=DispatchStatus.SENT, sent_at__gt=at - ROBOT_SPAN
    )
    newest = list(sent.order_by("-sent_at").values_list("sent_at", flat=True)[:ROBOT_LIMIT])
    return newest[-1] + ROBOT_SPAN if len(newest) == ROBOT_LIMIT and newest[-1] else None


def deliver(dispatch: Dispatch, at: datetime) -> str:
    """Send it; returns why it was not taken, empty when it was. No transaction is open."""
    try:
        request = request_of(dispatch.endpoint, dispatch.event, dispatch.pk, at=at)
        answer = post(request.url, request.body, request.headers)
    except (NotAllowed, Unreadable) as error:
        answer = Answer(0, f"{type(error).__name__}: {error}")
    return refusal_in(dispatch.endpoint.kind, answer.status, answer.text)


def finish(dispatch: Dispatch, refusal: str, *, at: datetime) -> None:
    """Write the result: sent, tried again later with growing pauses, or parked after six tries."""
    with transaction.atomic():
        row = lock(
            Dispatch.objects.filter(pk=dispatch.pk, status=DispatchStatus.WAITING, begun_at=dispatch.begun_at)
        ).first()
        if row is None:
            return
        row.attempts, row.begun_at, row.answer = F("attempts") + 1, None, refusal.replace("\x00", "")[:300]
        tried = dispatch.attempts + 1
        if not refusal:
            DISPATCH_LIFECYCLE.move(row, DispatchStatus.SENT)
            row.sent_at = at
        elif tried >= MAX_ATTEMPTS:
            DISPATCH_LIFECYCLE.move(row, DispatchStatus.FAILED)
            log.error("dispatch parked", extra={"dispatch": row.pk, "endpoint": row.endpoint_id})
        else:
            pause = BACKOFF_SECONDS[min(tried, len(BACKOFF_SECONDS)) - 1]
            row.due_at = at + timedelta(seconds=pause * random.uniform(0.9, 1.1))  # noqa: S311 - jitter
        row.save(update_fields=["status", "attempts", "begun_at", "answer", "sent_at", "due_at"])
