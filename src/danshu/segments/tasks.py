"""Jobs of segments; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.jobs import job_labels
from danshu.segments.operations.propose_classes import propose_classes
from danshu.segments.operations.recompute_segment import recompute_segment
from danshu.segments.queries import segment_rows

job_labels({
    "segments.night": gettext_lazy("客户分群：每夜重新计算"),
    "segments.classes": gettext_lazy("客户分类与级别：按规则计算"),
})  # fmt: skip


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="segments.night", name="segments.night")
def recompute_all(timestamp: int) -> int:
    """Every night: conditions over a period of time change without any event. Returns how many were recomputed."""
    keys = list(segment_rows().filter(is_dynamic=True).order_by("pk").values_list("pk", flat=True))
    done = 0
    for key in keys:
        try:
            recompute_segment(segment_id=key, actor=Actor.system(), at=now())
            done += 1
        except NotFound:  # deleted meanwhile
            continue
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
