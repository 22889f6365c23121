"""Cancelling an import: at once while there is only the file, asked once when work would be lost (SYS-009, COM-009)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.exchange import queries
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.cancel_batch import cancel_batch
from danshu.exchange.permissions import IMPORT
from danshu.exchange.web.running import seen_version
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go


@allowed_to(IMPORT)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what would be lost; POST: drop an import that has not begun, asked before when something would be."""
    found = queries.batch(request.actor, pk)

    def impact() -> Impact:
        cancel_batch.dry_run(batch_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("取消导入 %(file)s？") % {"file": found.file_name},
            effects=lost(found),
            do_label=_("取消导入"),
            keep_label=_("继续导入"),
            hint=_("没有写入任何数据；要再导入时重新上传文件"),
            reason="",
            fields={"version": str(found.version)},
        )

    def act(_reason: str, _key: str) -> str:
        cancel_batch(batch_id=pk, seen=seen_version(request), actor=request.actor, at=now())
        done(request, _("导入 %(file)s 已取消，没有写入任何数据") % {"file": found.file_name})
        return reverse("exchange:imports")

    if request.method == "POST" and not lost(found):
        return go(request, act("", ""))
    return confirm(request, impact=impact, act=act, back_url=reverse("exchange:batch", args=[pk]))


def lost(found: ImportBatch) -> list[Effect]:
    """What a person did for this import and would do again: columns, answers, corrections."""
    if found.status == BatchStatus.UPLOADED:
        return []
    effects = [Effect("columns", _("列对应和导入方式不再保留"))]
    if found.answers:
        text = with_count("%(count)s 个问题的回答不再保留") % {"count": len(found.answers)}
        effects.append(Effect("answers", str(text)))
    if found.counts.get("fixed"):
        text = with_count("在这里改正的 %(count)s 行不再保留") % {"count": found.counts["fixed"]}
        effects.append(Effect("fixed", str(text), "warn"))
    return effects
