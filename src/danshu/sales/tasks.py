"""Jobs of orders; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.sales import jobs
from danshu.sales.operations.chase_supervision import chase_supervision

job_labels({
    "sales.chase_supervision": gettext_lazy("催办主管审批"),
    "sales.complete_received": gettext_lazy("完成已签收的订单"),
    "sales.cancel_unpaid": gettext_lazy("取消未付款的订单"),
    "sales.plans_after_order": gettext_lazy("订单完成后建立计划"),
    "sales.tell_approved": gettext_lazy("告知审核通过"),
    "sales.tell_rejected": gettext_lazy("告知驳回"),
    "sales.confirm_placed": gettext_lazy("向客户确认下单"),
    "sales.confirm_placed_at_once": gettext_lazy("向客户确认免审订单"),
    "sales.confirm_amended": gettext_lazy("向客户确认订单变更"),
    "sales.assign": gettext_lazy("按规则分配订单"),
})  # fmt: skip


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="sales.chase_supervision", name="sales.chase_supervision")
def chase(timestamp: int) -> int:
    """Every ten minutes: remind and escalate."""
    return chase_supervision(actor=Actor.system(), at=now())


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="sales.complete_received", name="sales.complete_received")
def complete_received(timestamp: int) -> int:
    """Every hour: complete what was received a week ago."""
    return jobs.complete_received_orders(at=now())


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="sales.cancel_unpaid", name="sales.cancel_unpaid")
def cancel_unpaid(timestamp: int) -> int:
    """Every quarter of an hour: cancel shop orders that nobody paid."""
    return jobs.cancel_unpaid_orders(at=now())
