"""The security log as a list (SYS-032)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from danshu.kit import attempts as kinds
from danshu.kit.actor import shown_name
from danshu.kit.words import counter_word
from danshu.security.models import Attempt
from danshu.security.permissions import EXPORT, VIEW
from danshu.security.web.statuses import KIND
from danshu.ui.formats import local
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, MultiChoiceFilter, Tab, TextFilter, literal


def _who(row: Attempt) -> str:
    return shown_name(row.actor_name) if row.actor_name else pgettext("安全日志", "未登录")


def _address(row: Attempt) -> str:
    """The address; beyond many at once they share a row."""
    return row.ip_address or ("" if row.actor_id else _now("多个地址"))


def _told(row: Attempt) -> str:
    return pgettext("安全日志", "已提醒") if row.is_told else ""


ATTEMPTS = ListSpec(
    name="security.attempts",
    title=_("安全日志"),
    noun=counter_word("entries", "条"),
    section=_("日志"),
    rows=lambda actor: Attempt.objects.all(),
    permission=VIEW,
    url_name="security:attempts",
    label_of=str,
    sort="-minute",
    search=literal("actor_name", "place"),
    search_hint=_("用户、对象"),
    export=EXPORT,
    columns=[
        Column(
            key="minute", label=_("时间"), sort="minute", card="date",
            value=lambda row: f"{local(row.minute):%Y-%m-%d %H:%M}",
        ),
        Column(key="kind", label=pgettext_lazy("安全日志", "尝试"), kind="status", statuses=KIND, main=True, card="status"),
        Column(key="count", label=pgettext_lazy("安全日志", "次数"), kind="number", sort="count", card="amount"),
        Column(key="who", label=_("用户"), value=_who, tag=_told, card="title"),
        Column(key="ip_address", label=_("地址"), value=_address, tone="muted", card="number"),
        Column(key="place", label=pgettext_lazy("安全日志", "对象"), tone="soft", card="left"),
        Column(key="last_at", label=pgettext_lazy("安全日志", "最后一次"), kind="datetime", hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部"), counted=False),
        Tab(key="guessing", label=_("猜测登录"), where=Q(kind__in=[kinds.PASSWORD, kinds.LOCKED, kinds.TOKEN, kinds.LIMIT]), counted=False),
        Tab(key="reaching", label=_("越权访问"), where=Q(kind__in=[kinds.MISSING, kinds.FORBIDDEN]), counted=False),
        Tab(key="content", label=_("表单与文件"), where=Q(kind__in=[kinds.FORM, kinds.UPLOAD, kinds.SCRIPT]), counted=False),
        Tab(key="told", label=pgettext_lazy("安全日志", "已提醒"), where=Q(is_told=True), counted=False),
    ],
    filters=[
        DateRangeFilter(key="on", label=_("日期"), path="minute", moments=True, common=True),
        MultiChoiceFilter(key="kind", label=pgettext_lazy("安全日志", "尝试"), choices=KIND.choices(), common=True),
        TextFilter(key="user", label=_("用户"), path="actor_name", common=True),
        TextFilter(key="address", label=_("地址"), path="ip_address"),
        TextFilter(key="object", label=pgettext_lazy("安全日志", "对象"), path="place"),
    ],
    empty_title=_("没有可疑的尝试"),
    empty_text=_("猜密码、查看别人的记录、没有权限的请求等都没有生效，并记在这里"),
)  # fmt: skip
