"""Lists of receivers and of what went to them."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.integrations.lifecycle import DispatchStatus, Kind
from danshu.integrations.models import Dispatch, Endpoint
from danshu.integrations.operations.resend_dispatch import resend_dispatch
from danshu.integrations.permissions import CONFIGURE, EXPORT, RESEND, VIEW
from danshu.integrations.published import EVENTS
from danshu.integrations.queries import dispatch_rows, endpoint_rows
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import BatchAction, Column, DateRangeFilter, ListSpec, MultiChoiceFilter, Tab, literal
from danshu.ui.statuses import Status, Statuses

STATUSES = Statuses(
    {
        DispatchStatus.WAITING: Status(DispatchStatus.WAITING.label, "warn"),
        DispatchStatus.SENT: Status(DispatchStatus.SENT.label, "ok", "full"),
        DispatchStatus.FAILED: Status(DispatchStatus.FAILED.label, "bad", "x"),
    }
)
ACTIVE = Statuses(
    {
        "True": Status(pgettext_lazy("状态", "启用"), "ok", "full"),
        "False": Status(pgettext_lazy("状态", "停用"), "neutral", "x"),
    }
)


def endpoint_url(row: Endpoint) -> str:
    """The page of a receiver."""
    return reverse("integrations:endpoint", args=[row.pk])


def event_label(name: str) -> str:
    """The name of an event in words."""
    return str(EVENTS.get(name, name))


def _acts(actor: Actor) -> list[Action]:
    found = [Action(label=_("发送记录"), url=reverse("integrations:dispatches"), icon="send")]
    if actor.can(CONFIGURE):
        new = reverse("integrations:new")
        found.append(Action(label=_("新增接收方"), url=new, icon="plus", tone="primary", key="N"))
    return found


ENDPOINTS = ListSpec(
    name="integrations.endpoints",
    title=_("对外通知"),
    noun=counter_word("receivers", "个接收方"),
    rows=endpoint_rows,
    permission=VIEW,
    url_name="integrations:list",
    label_of=lambda row: row.name,
    sort="name",
    search=literal("name", "host"),
    search_hint=_("名称、主机"),
    columns=[
        Column(key="name", label=_("名称"), kind="link", url=endpoint_url, sort="name", card="title"),
        Column(key="kind", label=_("类型"), value=lambda row: Kind(row.kind).label, card="left"),
        Column(key="host", label=_("主机"), tone="soft"),
        Column(key="events", label=_("事件数"), kind="number", value=lambda row: len(row.events)),
        Column(key="waiting", label=pgettext_lazy("消息", "待发送"), kind="number"),
        Column(key="failed", label=pgettext_lazy("消息", "发送失败"), kind="number"),
        Column(key="is_active", label=_("状态"), kind="status", statuses=ACTIVE, main=True, card="status"),
    ],
    acts=_acts,
    empty_title=_("还没有接收方"),
    empty_text=_("新增一个接收方，订单、发货、收款发生变化时自动通知其他系统或聊天群"),
)

DISPATCHES = ListSpec(
    name="integrations.dispatches",
    title=_("对外通知的发送"),
    noun=counter_word("notifications", "条"),
    section=_("对外通知"),
    rows=dispatch_rows,
    permission=VIEW,
    url_name="integrations:dispatches",
    label_of=str,
    export=EXPORT,
    sort="-queued_at",
    search=literal("aggregate", "name"),
    search_hint=_("对象、事件"),
    columns=[
        Column(key="event", label=_("事件"), value=lambda row: event_label(row.name), card="title"),
        Column(key="aggregate", label=_("对象"), tone="soft", card="number"),
        Column(key="endpoint", label=_("接收方"), kind="link", value=lambda row: row.endpoint.name,
               url=lambda row: endpoint_url(row.endpoint), card="left"),
        Column(key="queued_at", label=_("产生时间"), kind="datetime", sort="id", card="date"),
        Column(key="sent_at", label=_("发送时间"), kind="datetime"),
        Column(key="attempts", label=_("尝试次数"), kind="number"),
        Column(key="answer", label=_("最近的错误"), tone="soft"),
        Column(key="status", label=_("状态"), kind="status", statuses=STATUSES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="all", label=_("全部"), counted=False),
        Tab(key="waiting", label=DispatchStatus.WAITING.label, where=Q(status=DispatchStatus.WAITING)),
        Tab(key="failed", label=DispatchStatus.FAILED.label, where=Q(status=DispatchStatus.FAILED), hot=True),
    ],
    filters=[
        DateRangeFilter(key="on", label=_("日期"), path="queued_at", moments=True, common=True),
        MultiChoiceFilter(key="status", label=_("状态"), choices=STATUSES.choices(), common=True),
        MultiChoiceFilter(key="event", label=_("事件"), path="name", choices=list(EVENTS.items())),
        MultiChoiceFilter(key="endpoint", label=_("接收方"), path="endpoint_id",
                          choices=lambda actor: list(Endpoint.objects.values_list("pk", "name"))),
    ],
    batch=[
        BatchAction(
            key="resend", label=_("重新发送"), permission=RESEND, done=with_count("%(count)s 条通知将重新发送"),
            run=lambda row, c: resend_dispatch.keyed(c.key(row))(dispatch_id=row.pk, actor=c.actor, at=c.at),
        ),
    ],
    empty_title=_("还没有发送过"),
    empty_text=_("接收方选择的事件发生后，会出现在这里"),
)  # fmt: skip


def of_endpoint(row: Endpoint) -> str:
    """The list of what went to one receiver."""
    return f"{reverse('integrations:dispatches')}?view=0&endpoint={row.pk}"


def newest(row: Endpoint) -> list[Dispatch]:
    """The last ten of one receiver."""
    return list(Dispatch.objects.filter(endpoint=row).order_by("-pk")[:10])
