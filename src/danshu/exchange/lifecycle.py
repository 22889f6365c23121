"""The life of a batch and of an export: one table each, enforced in code and by a trigger."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.kit.lifecycle import Lifecycle


class BatchStatus(models.TextChoices):
    """What was decided about a batch, or where its job stands."""

    UPLOADED = "uploaded", _("已上传")
    MAPPED = "mapped", _("已对应列")
    CHECKING = "checking", _("预检中")
    ASKING = "asking", _("待回答")
    CHECKED = "checked", _("已预检")
    RUNNING = "running", _("导入中")
    STOPPED = "stopped", _("已暂停")
    DONE = "done", _("已完成")
    FAILED = "failed", _("已中断")
    REFUSED = "refused", _("文件不可用")
    CANCELLED = "cancelled", _("已取消")
    UNDOING = "undoing", _("撤销中")
    UNDONE = "undone", _("已撤销")


S = BatchStatus

BATCH_LIFECYCLE = Lifecycle(
    states=BatchStatus,
    edges={
        S.UPLOADED: frozenset({S.MAPPED, S.CANCELLED}),
        S.MAPPED: frozenset({S.CHECKING, S.CANCELLED}),
        S.CHECKING: frozenset({S.ASKING, S.CHECKED, S.REFUSED, S.CANCELLED}),
        S.ASKING: frozenset({S.MAPPED, S.CHECKING, S.CANCELLED}),
        S.CHECKED: frozenset({S.MAPPED, S.CHECKING, S.RUNNING, S.CANCELLED}),
        S.RUNNING: frozenset({S.DONE, S.STOPPED, S.FAILED}),
        S.STOPPED: frozenset({S.RUNNING, S.UNDOING}),
        S.FAILED: frozenset({S.RUNNING, S.UNDOING}),
        S.DONE: frozenset({S.UNDOING}),
        S.UNDOING: frozenset({S.UNDONE}),
        S.UNDONE: frozenset(),
        S.REFUSED: frozenset(),
        S.CANCELLED: frozenset(),
    },
)
WORKING = frozenset({S.CHECKING, S.RUNNING, S.UNDOING})


class ExportStatus(models.TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("生成中")
    DONE = "done", _("可下载")
    FAILED = "failed", _("失败")
    EXPIRED = "expired", _("已过期")
    FETCHED = "fetched", _("已直接下载")  # small enough to be made while the person waited; no file is kept


X = ExportStatus

EXPORT_LIFECYCLE = Lifecycle(
    states=ExportStatus,
    edges={
        X.WAITING: frozenset({X.RUNNING, X.FAILED}),
        X.RUNNING: frozenset({X.DONE, X.FAILED}),
        X.DONE: frozenset({X.EXPIRED}),
        X.FAILED: frozenset(),
        X.EXPIRED: frozenset(),
        X.FETCHED: frozenset(),
    },
)
