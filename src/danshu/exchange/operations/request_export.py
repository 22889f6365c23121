"""Ask for an export that a job makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from danshu.exchange.exporting import chosen, export_named
from danshu.exchange.models import ExportJob
from danshu.exchange.permissions import EXPORT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation

FORMATS = ("xlsx", "csv")
TASK = "exchange.make_export"
MOST_ROWS_XLSX = 1_048_575


@operation("exchange.request_export", permission=EXPORT, label=("申请导出", "Request an export"))
def request_export(
    *,
    kind: str,
    file_format: str,
    params: Mapping[str, Any],
    columns: Sequence[str] = (),
    purpose: str = "",
    in_background: bool = True,
    actor: Actor,
    at: datetime,
) -> ExportJob:
    """An export that waits for its job (SYS-010). columns: keys of the wanted ones in order, empty for all.

    Raises UnknownExport, Forbidden; FieldErrors for an unknown format and for more rows than a worksheet has.
    """
    found = export_named(kind)
    actor.require(found.permission)
    if file_format not in FORMATS:
        raise FieldErrors([FieldProblem("format", "unknown", _("格式只有 xlsx 和 csv"))])
    expected = found.count(actor, params)
    if file_format == "xlsx" and expected > MOST_ROWS_XLSX:
        text = _("一个工作表最多 %(limit)s 行，现在有 %(count)s 行，改为导出 csv 或缩小范围")
        facts = {"limit": MOST_ROWS_XLSX, "count": expected}
        raise FieldErrors([FieldProblem("format", "too_many_rows", text % facts)])
    job = ExportJob.objects.create(
        kind=kind,
        label=str(found.label)[:120],
        owner_id=actor.user_id,
        unit_id=actor.unit_id,
        owner_name=actor.name,
        columns=[column.key for column in chosen(found.columns(actor), columns)],
        params=dict(params),
        format=file_format,
        purpose=purpose.strip()[:200],
        rows_expected=expected,
        created_at=at,
        updated_at=at,
        updated_by_name=actor.name,
    )
    changes = {"filter": (None, dict(params)), "columns": (None, job.columns), "purpose": (None, job.purpose)}
    current_context().changed("exchange.export", job.pk, label=str(job), changes=changes)
    if in_background:
        app.configure_task(TASK, lock=f"exchange.export.{job.pk}").defer(export_id=job.pk)
    return job
