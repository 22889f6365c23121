"""What operations on batches share: finding one in scope, and waking the worker."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from danshu.exchange.engine.session import kind_named
from danshu.exchange.lifecycle import BATCH_LIFECYCLE
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version

CHECK, RUN, UNDO_RUN, UNDO_TRIAL = (
    "exchange.check_batch",
    "exchange.run_batch",
    "exchange.undo_batch",
    "exchange.try_undo",
)


class NothingReady(DomainError):
    """No row passed the dry run."""

    code, status = "nothing_ready", 422
    message = _("没有可以导入的行")
    way_out = _("按提示改正错误后重新预检，或换一个文件")


class FixesNotChecked(DomainError):
    """Cells were corrected after the dry run."""

    code = "fixes_not_checked"
    message = _("改正的内容还没有预检")
    way_out = _("重新预检后再导入")


class UndoTooLate(DomainError):
    """The time for taking a batch back has passed."""

    code = "undo_too_late"
    message = _("这一批在 %(hours)s 小时前已完成导入，不能再整批撤销")
    way_out = _("在相应的页面逐条修改")


def batch_in_scope(batch_id: int, actor: Actor, *, seen: int | None = None) -> ImportBatch:
    """The locked batch, if the actor may see it and import its kind. Raises NotFound, Forbidden, EditConflict."""
    batch = lock(ImportBatch.objects.visible_to(actor, IMPORT).filter(pk=batch_id)).first()
    if batch is None:
        raise NotFound
    actor.require(kind_named(batch.kind).permission)
    require_version(batch, seen)
    return batch


def move(batch: ImportBatch, target: str, **changes: tuple[Any, Any]) -> None:
    """Change the status and note it for the audit trail. Raises IllegalTransition."""
    before = batch.status
    BATCH_LIFECYCLE.move(batch, target)
    noted = {"status": (before, batch.status), **changes}
    current_context().changed("exchange.batch", batch.pk, label=str(batch), changes=noted)


def wake(task: str, batch_id: int) -> None:
    """Start a job with the commit of this transaction; two jobs of one batch never run side by side."""
    app.configure_task(task, lock=f"exchange.batch.{batch_id}").defer(batch_id=batch_id)
