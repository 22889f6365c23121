"""The history of imports and of exports."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.exchange import queries
from danshu.exchange.importing import KINDS, kinds_for
from danshu.exchange.models import ExportJob, ImportBatch
from danshu.exchange.permissions import EXPORT, IMPORT
from danshu.exchange.web.statuses import BATCH_STATUSES, EXPORT_STATUSES
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word
from danshu.ui.detail import Action
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, MultiChoiceFilter, literal


def _kind_label(batch: ImportBatch) -> str:
    return str(KINDS[batch.kind].label) if batch.kind in KINDS else batch.kind


def _batch_url(batch: ImportBatch) -> str:
    return reverse("exchange:batch", args=[batch.pk])


def _export_url(job: ExportJob) -> str:
    return reverse("exchange:export", args=[job.pk])


def _new(actor: Actor) -> list[Action]:
    if not kinds_for(actor):
        return []
    return [Action(label=_("新建导入"), url=reverse("exchange:choose"), tone="primary", icon="plus", key="N")]


IMPORTS = ListSpec(
    name="exchange.imports",
    title=_("导入记录"),
    noun=counter_word("imports", "批"),
    section=_("数据"),
    url_name="exchange:imports",
    permission=IMPORT,
    rows=queries.batches,
    label_of=lambda batch: batch.file_name,
    sort="-created",
    search=literal("file_name", "owner_name"),
    search_hint=_("文件名、导入人"),
    columns=[
        Column(key="file_name", label=_("文件"), kind="link", url=_batch_url, card="title"),
        Column(key="kind", label=_("类型"), value=_kind_label, card="left"),
        Column(key="status", label=_("状态"), kind="status", statuses=BATCH_STATUSES, main=True, card="status"),
        Column(key="rows", label=_("行数"), kind="number", card="amount"),
        Column(key="progress", label=_("已导入行"), kind="number"),
        Column(key="owner_name", label=_("导入人"), card="middle"),
        Column(
            key="created", label=_("上传时间"), kind="datetime", value=lambda b: b.created_at, sort="pk", card="date"
        ),
        Column(key="finished_at", label=_("完成时间"), kind="datetime", hidden=True),
    ],
    filters=[
        MultiChoiceFilter(key="status", label=_("状态"), choices=BATCH_STATUSES.choices(), common=True),
        DateRangeFilter(key="created", label=_("上传日期"), path="created_at", moments=True, common=True),
    ],
    acts=_new,
    empty_title=_("还没有导入"),
    empty_text=_("从 Excel 或 CSV 导入客户、商品、订单"),
)

EXPORT_LIST = ListSpec(
    name="exchange.exports",
    title=_("导出记录"),
    noun=counter_word("exports", "个"),
    section=_("数据"),
    url_name="exchange:exports",
    permission=EXPORT,
    rows=queries.exports,
    label_of=lambda job: job.label,
    sort="-created",
    search=literal("label", "owner_name"),
    search_hint=_("内容、导出人"),
    columns=[
        Column(key="label", label=_("内容"), kind="link", url=_export_url, card="title"),
        Column(key="status", label=_("状态"), kind="status", statuses=EXPORT_STATUSES, main=True, card="status"),
        Column(key="format", label=_("格式"), card="left"),
        Column(key="rows", label=_("行数"), kind="number", card="amount"),
        Column(key="owner_name", label=_("导出人"), card="middle"),
        Column(
            key="created", label=_("申请时间"), kind="datetime", value=lambda j: j.created_at, sort="pk", card="date"
        ),
    ],
    filters=[
        MultiChoiceFilter(key="status", label=_("状态"), choices=EXPORT_STATUSES.choices(), common=True),
        DateRangeFilter(key="created", label=_("申请日期"), path="created_at", moments=True, common=True),
    ],
    empty_title=_("还没有导出"),
    empty_text=_("每次导出都列在这里；超过 5,000 条的在后台生成，完成后从这里下载"),
)
