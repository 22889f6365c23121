"""Jobs; each is safe to run twice and goes on where a killed one was."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.exchange import batches
from danshu.exchange.engine import exports, running
from danshu.exchange.operations import request_export
from danshu.kit.jobs import job_labels

job_labels({
    "exchange.clean_up": gettext_lazy("清除过期的导出文件"),
    batches.CHECK: gettext_lazy("检查导入文件"),
    batches.RUN: gettext_lazy("执行导入"),
    batches.UNDO_RUN: gettext_lazy("撤销导入"),
    batches.UNDO_TRIAL: gettext_lazy("试算撤销导入"),
    request_export.TASK: gettext_lazy("生成导出文件"),
})  # fmt: skip


@app.task(name=batches.CHECK)
def check_batch(batch_id: int) -> None:
    """The dry run of a batch."""
    running.check(batch_id)


@app.task(name=batches.RUN)
def run_batch(batch_id: int) -> None:
    """Import the ready rows of a batch."""
    running.run(batch_id)


@app.task(name=batches.UNDO_RUN)
def undo_batch(batch_id: int) -> None:
    """Take a batch back."""
    running.undo(batch_id)


@app.task(name=batches.UNDO_TRIAL)
def try_undo(batch_id: int) -> None:
    """Find out what an undo of a large batch would do."""
    running.keep_trial(batch_id)


@app.task(name=request_export.TASK)
def make_export(export_id: int) -> None:
    """Make the file of an export."""
    exports.make_export(export_id)


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="exchange.clean_up", name="exchange.clean_up")
def clean_up(timestamp: int) -> int:
    """Remove expired files and bytes without a row."""
    return exports.clean_up()
