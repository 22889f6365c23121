"""The list of e-mails that left the house, and of those that could not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.models import OutgoingMessage
from danshu.notices.operations.discard_message import discard_message
from danshu.notices.operations.release_message import release_message
from danshu.notices.operations.retry_message import retry_message
from danshu.notices.permissions import (
    EDIT_TEMPLATE,
    EXPORT_MESSAGES,
    RELEASE_MESSAGE,
    RETRY_MESSAGE,
    VIEW_MESSAGES,
)
from danshu.notices.queries import message_rows
from danshu.notices.statuses import MESSAGE_STATUSES
from danshu.notices.words import standing
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    Tab,
    TextFilter,
)


def _to(row: Any) -> str:
    return f"{row.recipient} <{row.shown_address}>" if row.recipient else str(row.shown_address)


def message_url(row: OutgoingMessage) -> str:
    """The page of one e-mail."""
    return reverse("notices:message", args=[row.pk])


def _addressed(text: str) -> Q:
    """An address matches as a whole, and by a part of it for those who read it (PRV-1)."""
    return Q(address__iexact=text) | Q(address__icontains=text, sees_address=True)


def _with_address(rows: QuerySet[Any], text: Any) -> QuerySet[Any]:
    return rows.filter(_addressed(str(text).strip()))


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    told = Q(label__icontains=text) | Q(recipient__icontains=text) | Q(subject__icontains=text)
    return rows.filter(told | _addressed(text))


def _context(_request: Any) -> Mapping[str, Any]:
    return {"notices": standing()}


def _acts(actor: Actor) -> list[Action]:
    templates = Action(label=_("消息模板"), url=reverse("notices:templates"), icon="mail")
    return [templates] if actor.can(EDIT_TEMPLATE) else []


MESSAGES = ListSpec(
    name="notices.messages",
    title=_("发出的消息"),
    noun=counter_word("messages", "封"),
    section=_("日志"),
    rows=message_rows,
    permission=VIEW_MESSAGES,
    url_name="notices:messages",
    label_of=str,
    sort="-queued_at",
    search=_search,
    search_hint=_("单号、邮箱、收件人、主题"),
    template="notices/messages.html",
    export=EXPORT_MESSAGES,
    context=_context,
    acts=_acts,
    columns=[
        Column(key="label", label=_("单据"), kind="link", url=lambda row: row.url, card="number"),
        Column(key="to", label=_("收件人"), value=_to, card="left"),
        Column(key="subject", label=_("主题"), kind="link", url=message_url, card="title"),
        Column(key="queued_at", label=pgettext_lazy("消息", "写入时间"), kind="datetime", sort="id", card="date"),
        Column(key="sent_at", label=_("发送时间"), kind="datetime"),
        Column(key="created_by_name", label=pgettext_lazy("消息", "发送人")),
        Column(key="attempts", label=_("尝试次数"), kind="number"),
        Column(key="last_error", label=_("最近的错误"), value=lambda row: row.shown_error, tone="soft"),
        Column(key="status", label=_("状态"), kind="status", statuses=MESSAGE_STATUSES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="failed", label=MessageStatus.FAILED.label, where=Q(status=MessageStatus.FAILED), hot=True),
        Tab(key="held", label=MessageStatus.HELD.label, where=Q(status=MessageStatus.HELD)),
        Tab(key="queued", label=MessageStatus.QUEUED.label, where=Q(status=MessageStatus.QUEUED)),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[
        DateRangeFilter(key="on", label=_("日期"), path="queued_at", moments=True, common=True),
        MultiChoiceFilter(key="status", label=_("状态"), choices=MESSAGE_STATUSES.choices(), common=True),
        TextFilter(key="address", label=_("邮箱"), path="address", apply=_with_address),
    ],
    batch=[
        BatchAction(
            key="retry", label=_("重新发送"), permission=RETRY_MESSAGE, done=with_count("%(count)s 封邮件将重新发送"),
            run=lambda row, c: retry_message.keyed(c.key(row))(message_id=row.pk, actor=c.actor, at=c.at),
        ),
        BatchAction(
            key="release", label=_("放行"), permission=RELEASE_MESSAGE, done=with_count("%(count)s 封邮件已放行，马上发出"),
            confirm=with_count("放行 %(count)s 封邮件？"), keep=_("继续暂存"), effect=_("邮件马上发到外面，不能收回"),
            run=lambda row, c: release_message.keyed(c.key(row))(message_id=row.pk, actor=c.actor, at=c.at),
        ),
        BatchAction(
            key="discard", label=_("放弃发送"), permission=RELEASE_MESSAGE, danger=True, done=with_count("%(count)s 封邮件已放弃"),
            confirm=with_count("放弃 %(count)s 封邮件？"), keep=_("保留邮件"), effect=_("邮件不再发送，内容仍可查看"),
            run=lambda row, c: discard_message.keyed(c.key(row))(message_id=row.pk, actor=c.actor, at=c.at),
        ),
    ],
    empty_title=_("没有消息"),
    empty_text=_("通知客户的邮件会出现在这里；多次没有发出的停在「发送失败」"),
)  # fmt: skip
