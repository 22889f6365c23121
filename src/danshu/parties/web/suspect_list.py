"""The list of customers that may be one and the same (CUS-003)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, listed, with_count
from danshu.parties import permissions as rights
from danshu.parties.models.suspicion import Likeness
from danshu.parties.operations.dismiss_suspicion import dismiss_suspicion
from danshu.parties.queries import suspicions
from danshu.ui.lists import BatchAction, ChoiceFilter, Column, ListSpec, RowAction


def _alike(pair: Any) -> str:
    return listed([str(Likeness(code).label) for code in pair.likenesses])


def _rows(actor: Actor) -> QuerySet[Any]:
    return suspicions(actor)


SUSPECTS = ListSpec(
    name="parties.suspects",
    title=_("疑似重复客户"),
    noun=counter_word("pairs", "对"),
    section=pgettext_lazy("列表", "客户"),
    url_name="parties:suspects",
    permission=rights.MERGE_CUSTOMERS,
    rows=_rows,
    label_of=str,
    sort="-found_at",
    columns=[
        Column(
            key="first", label=_("较早的客户"), kind="link", value=lambda pair: str(pair.first), card="title",
            url=lambda pair: reverse("parties:customer", args=[pair.first_id]), sort="first__sort_key",
        ),
        Column(
            key="second", label=_("较晚的客户"), kind="link", value=lambda pair: str(pair.second), card="left",
            url=lambda pair: reverse("parties:customer", args=[pair.second_id]), sort="second__sort_key",
        ),
        Column(key="likenesses", label=_("相同之处"), value=_alike, card="middle"),
        Column(
            key="owners", label=pgettext_lazy("客户", "负责人"), card="number",
            value=lambda pair: listed(dict.fromkeys(n for n in (pair.first_owner, pair.second_owner) if n)),
        ),
        Column(key="found_at", label=_("发现时间"), kind="datetime", sort="found_at", tone="soft", card="date"),
    ],
    filters=[
        ChoiceFilter(
            key="likeness", label=_("相同之处"), choices=Likeness.choices,
            apply=lambda rows, value: rows.filter(likenesses__contains=[value]),
        ),
    ],
    batch=[
        BatchAction(
            key="dismiss", label=_("不是重复"), permission=rights.MERGE_CUSTOMERS, icon="x",
            confirm=with_count("确认 %(count)s 对不是同一家？"), effect=_("不再列出，除非以后又有新的相同之处"),
            keep=_("再看看"), reason="required", done=with_count("%(count)s 对已确认不是重复"),
            run=lambda pair, c: dismiss_suspicion.keyed(c.key(pair))(
                suspicion_id=pair.pk, reason=c.reason, actor=c.actor, at=c.at
            ),
        ),
    ],
    row_actions=[
        RowAction(
            label=_("比较与合并"), icon="arrow-merge", permission=rights.MERGE_CUSTOMERS,
            url=lambda pair: f"{reverse('parties:customer_merge', args=[pair.first_id])}?other={pair.second_id}",
        ),
    ],
    empty_title=_("没有疑似重复的客户"),
    empty_text=_("每天夜里按证照号码、名称、税号、电话和邮箱查找一次"),
)  # fmt: skip
