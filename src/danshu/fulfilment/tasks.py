"""Receipt that nobody confirmed; safe to run twice, goes on where a killed run was."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.queries import overdue_for_receipt
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.jobs import job_labels
from danshu.kit.words import with_count
from danshu.parameters.queries import value

log = logging.getLogger("danshu.fulfilment")
AT_ONCE = 500


job_labels({
    "fulfilment.sign_overdue": gettext_lazy("自动确认签收"),
    "fulfilment.tell_customer_shipped": gettext_lazy("通知客户已发货"),
    "fulfilment.tell_customer_signed": gettext_lazy("通知客户已签收"),
})  # fmt: skip


@app.periodic(cron="15 * * * *")
@app.task(queueing_lock="fulfilment.sign_overdue", name="fulfilment.sign_overdue")
def sign_hourly(timestamp: int) -> int:
    """Every hour: confirm what was handed over `auto_sign_days` ago."""
    return sign_overdue(at=now())


def sign_overdue(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Confirm receipt of notes handed over `auto_sign_days` ago and nobody signed, each in its own transaction.

    Notes of an order with an open exception wait until it is solved. Returns how many were signed.
    """
    days = int(value("auto_sign_days"))
    signed, actor = 0, Actor.system()
    for pk in overdue_for_receipt(at - timedelta(days=days), limit=limit):
        evidence = with_count("发货满 %(days)s 天，系统自动确认", "days") % {"days": days}
        try:
            confirm_receipt(shipment_id=pk, signed_by=_("系统自动"), evidence=evidence, actor=actor, at=at)
        except DomainError as refusal:  # somebody was faster with another step; the rest goes on
            log.info("shipment %s was not signed: %s", pk, refusal.code)
            continue
        signed += 1
    return signed
