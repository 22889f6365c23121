"""The log of cleanups."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.housekeeping.permissions import CLEAN_UP
from danshu.housekeeping.queries import runs
from danshu.kit.actor import shown_name
from danshu.kit.expiry import EXPIRING
from danshu.kit.words import counter_word, listed
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, literal


def _details(run: Any) -> str:
    """What was removed of each kind, in words."""
    labels = {code: str(kind.label) for code, kind in EXPIRING.items()}
    return listed(f"{labels.get(each.kind, each.kind)} {each.removed}" for each in run.counts.all() if each.removed)


RUNS = ListSpec(
    name="housekeeping.runs",
    title=_("清理记录"),
    noun=counter_word("cleanups", "次"),
    section=_("数据清理"),
    rows=lambda actor: runs(),
    permission=CLEAN_UP,
    url_name="housekeeping:runs",
    label_of=str,
    sort="-at",
    export=CLEAN_UP,
    search=literal("by_name", "backup"),
    search_hint=_("用户、备份"),
    columns=[
        Column(key="at", label=_("时间"), kind="datetime", sort="at", card="title"),
        Column(key="removed", label=_("删除条数"), kind="number", card="amount"),
        Column(key="details", label=_("明细"), value=_details, card="left"),
        Column(key="by_name", label=_("用户"), value=lambda run: shown_name(run.by_name), card="number"),
        Column(key="backup", label=_("备份"), tone="soft"),
    ],
    filters=[DateRangeFilter(key="on", label=_("日期"), path="at", moments=True, common=True)],
    empty_title=_("还没有清理过"),
    empty_text=_("每次清理都记在这里"),
)
