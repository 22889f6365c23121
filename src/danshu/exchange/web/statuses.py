"""Names, tones and glyphs of the states, and the steps of the wizard."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.exchange.lifecycle import BatchStatus, ExportStatus
from danshu.ui.statuses import Status, Statuses

S, X = BatchStatus, ExportStatus

BATCH_STATUSES = Statuses(
    {
        S.UPLOADED.value: Status(S.UPLOADED.label, "info"),
        S.MAPPED.value: Status(S.MAPPED.label, "info"),
        S.CHECKING.value: Status(S.CHECKING.label, "prog", "half"),
        S.ASKING.value: Status(S.ASKING.label, "warn"),
        S.CHECKED.value: Status(S.CHECKED.label, "warn"),
        S.RUNNING.value: Status(S.RUNNING.label, "prog", "half"),
        S.STOPPED.value: Status(S.STOPPED.label, "warn", "half"),
        S.DONE.value: Status(S.DONE.label, "ok", "full"),
        S.FAILED.value: Status(S.FAILED.label, "bad", "x"),
        S.REFUSED.value: Status(S.REFUSED.label, "bad", "x"),
        S.CANCELLED.value: Status(S.CANCELLED.label, "neutral", "x"),
        S.UNDOING.value: Status(S.UNDOING.label, "prog", "half"),
        S.UNDONE.value: Status(S.UNDONE.label, "neutral", "x"),
    }
)
EXPORT_STATUSES = Statuses(
    {
        X.WAITING.value: Status(X.WAITING.label, "info"),
        X.RUNNING.value: Status(X.RUNNING.label, "prog", "half"),
        X.DONE.value: Status(X.DONE.label, "ok", "full"),
        X.FAILED.value: Status(X.FAILED.label, "bad", "x"),
        X.EXPIRED.value: Status(X.EXPIRED.label, "neutral", "x"),
        X.FETCHED.value: Status(X.FETCHED.label, "ok", "full"),
    }
)
STEPS = (_("上传文件"), _("对应列"), _("预检"), _("导入"), _("结果"))
PLACE = {
    S.UPLOADED: 1,
    S.MAPPED: 1,
    S.CHECKING: 2,
    S.ASKING: 2,
    S.CHECKED: 2,
    S.RUNNING: 3,
    S.STOPPED: 3,
    S.FAILED: 3,
}


def steps(status: str) -> list[tuple[int, str, str]]:
    """(number, label, "done" | "now" | "") of each step."""
    place = PLACE.get(BatchStatus(status), 4) if status else 0
    return [
        (number + 1, str(label), "done" if number < place else "now" if number == place else "")
        for number, label in enumerate(STEPS)
    ]
