"""Taking a batch back: the effects first, then the act."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.exchange import queries
from danshu.exchange.engine.running import try_undo
from danshu.exchange.engine.undoing import UndoTally
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.note_undo_trial import note_undo_trial
from danshu.exchange.operations.start_undo import UNDO_HOURS, start_undo
from danshu.exchange.permissions import UNDO
from danshu.exchange.web.checking import records
from danshu.exchange.web.statuses import steps
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.ui.impact import Impact, confirm
from danshu.ui.responses import render_page

AT_ONCE = 500
FRESH = timedelta(minutes=10)


@allowed_to(UNDO)
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    """What an undo would remove, restore and leave, found by trying it; then the undo itself."""
    batch = queries.batch(request.actor, pk)
    back_url = reverse("exchange:batch", args=[pk])
    figures: dict[str, Any] | None = None
    if batch.groups > AT_ONCE:
        figures = _kept_trial(batch)
        if figures is None:
            return _wait(request, batch)

    def impact() -> Impact:
        found = figures or _figures(try_undo(pk, request.actor, now()))
        return Impact(
            title=_("撤销整批导入 %(file)s？") % {"file": batch.file_name},
            do_label=_("撤销导入"),
            keep_label=_("保留导入"),
            effects=_effects(batch, found),
            reason="",
            hint=_("完成导入后 %(hours)s 小时内可以撤销；之后被修改过的记录会保留并列出") % {"hours": UNDO_HOURS},
        )

    def act(reason: str, key: str) -> str:
        start_undo(batch_id=pk, actor=request.actor, at=now())
        return back_url

    return confirm(request, impact=impact, act=act, back_url=back_url)


def _figures(tally: UndoTally) -> dict[str, Any]:
    return {**tally.as_json(), "examples": tally.examples}


def _kept_trial(batch: ImportBatch) -> dict[str, Any] | None:
    """The figures of a recent trial; None when there is none yet."""
    known = batch.undo_preview
    if "kept" not in known or datetime.fromisoformat(known["at"]) < now() - FRESH:
        return None
    return dict(known)


def _wait(request: ActorRequest, batch: ImportBatch) -> HttpResponse:
    """Ask a job for the figures of a large batch; the page looks again every other second."""
    asked = batch.undo_preview.get("at")
    if not asked or datetime.fromisoformat(asked) < now() - FRESH:
        note_undo_trial(batch_id=batch.pk, actor=request.actor, at=now())
    context = {"batch": batch, "title": _("撤销整批导入"), "steps": steps(batch.status)}
    return render_page(request, "exchange/undo_wait.html", context)


def _effects(batch: ImportBatch, figures: dict[str, Any]) -> list[Effect]:
    found = [
        Effect("removed", _("删除 %(count)s 个%(what)s") % {"count": count, "what": name}, "bad")
        for name, count in records(batch, figures["removed"])
    ]
    found += [
        Effect("restored", _("恢复 %(count)s 个%(what)s原来的内容") % {"count": count, "what": name}, "warn")
        for name, count in records(batch, figures["restored"])
    ]
    if figures["kept"]:
        found.append(Effect("kept", with_count("保留 %(count)s 个导入后有变化的记录") % {"count": figures["kept"]}))
        found += [
            Effect("kept_one", _("%(label)s：%(message)s") % {"label": item["label"], "message": item["reason"]})
            for item in figures["examples"][:5]
        ]
    return found
