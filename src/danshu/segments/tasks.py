"""Jobs of segments; each is safe to run twice."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.jobs import job_labels
from danshu.segments.operations.propose_classes import propose_classes
from danshu.segments.operations.recompute_segment import recompute_segment
from danshu.segments.queries import segment_rows

log = logging.getLogger(__name__)
job_labels({
    "segments.night": gettext_lazy("客户分群：每夜重新计算"),
    "segments.classes": gettext_lazy("客户分类与级别：按规则计算"),
    "segments.customer_created": gettext_lazy("客户分群：新客户"),
    "segments.customer_changed": gettext_lazy("客户分群：客户资料变动"),
    "segments.customer_invalidated": gettext_lazy("客户分群：客户失效"),
    "segments.customer_restored": gettext_lazy("客户分群：客户恢复"),
    "segments.money_matched": gettext_lazy("客户分群：款项到账"),
    "segments.refund_done": gettext_lazy("客户分群：退款完成"),
    "segments.communication_recorded": gettext_lazy("客户分群：交流记录"),
    "segments.order_approved": gettext_lazy("客户分群：订单通过"),
    "segments.order_cancelled": gettext_lazy("客户分群：订单取消"),
    "segments.order_reopened": gettext_lazy("客户分群：订单重新审核"),
})  # fmt: skip


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="segments.night", name="segments.night")
def recompute_all(timestamp: int) -> int:
    """Every night: conditions over a period of time change without any event. Returns how many were recomputed.

    Each for itself: one that was deleted meanwhile or that somebody works on stops no other.
    """
    keys = list(segment_rows().filter(is_dynamic=True).order_by("pk").values_list("pk", flat=True))
    done = 0
    for key in keys:
        try:
            recompute_segment(segment_id=key, actor=Actor.system(), at=now())
            done += 1
        except DomainError as refusal:
            log.info("segment %s not recomputed: %s", key, refusal.code)
    return done


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="segments.classes", name="segments.classes")
def propose_all(timestamp: int) -> int:
    """Every night: hold the rules of categories and levels against all customers. Returns how many proposals it made."""
    made, after = propose_classes(actor=Actor.system(), at=now())
    while after:
        more, after = propose_classes(after=after, actor=Actor.system(), at=now())
        made += more
    return made
