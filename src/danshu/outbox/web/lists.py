"""Background work as lists: jobs, and deliveries that wait for a person (SYS-005 job log)."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from danshu.kit.actor import Actor
from danshu.kit.events import HANDLERS
from danshu.kit.jobs import event_label, is_named, job_label, jobs_called, record_name
from danshu.kit.words import counter_word, with_count
from danshu.outbox.logs import jobs_with_moment
from danshu.outbox.models import Delivery, DeliveryState
from danshu.outbox.operations.retry_delivery import retry_delivery
from danshu.outbox.operations.retry_job import retry_job
from danshu.outbox.permissions import EXPORT, RETRY, VIEW
from danshu.ui.lists import (
    BatchAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    Tab,
    TextFilter,
)
from danshu.ui.statuses import Status, Statuses

JOB_STATES = Statuses(
    {
        "todo": Status(_("等待"), "neutral"),
        "doing": Status(_("进行中"), "prog", "half"),
        "succeeded": Status(_("完成"), "ok", "full"),
        "failed": Status(_("失败"), "bad", "x"),
        "cancelled": Status(_("已取消"), "neutral", "x"),
        "aborting": Status(_("正在中止"), "warn", "half"),
        "aborted": Status(_("已中止"), "neutral", "x"),
    }
)
DELIVERY_STATES = Statuses(
    {
        "waiting": Status(_("等待"), "neutral"),
        "done": Status(_("完成"), "ok", "full"),
        "parked": Status(_("停下"), "bad", "x"),
    }
)


def jobs(actor: Actor) -> QuerySet[ProcrastinateJob]:
    """All jobs with the moment of their last event."""
    return jobs_with_moment()


def task_choices(actor: Actor) -> list[tuple[str, str]]:
    """The tasks there are, by their names."""
    return sorted(((code, job_label(code)) for code in filter(is_named, app.tasks)), key=lambda pair: pair[1])


def handler_choices(actor: Actor) -> list[tuple[str, str]]:
    """The handlers of events, by their names."""
    return sorted(((code, job_label(code)) for code in HANDLERS), key=lambda pair: pair[1])


def _jobs_called(rows: QuerySet[ProcrastinateJob], text: str) -> QuerySet[ProcrastinateJob]:
    return rows.filter(Q(task_name__in=jobs_called(text)) | Q(queueing_lock__icontains=text))


def _deliveries_called(rows: QuerySet[Delivery], text: str) -> QuerySet[Delivery]:
    return rows.filter(Q(handler__in=jobs_called(text)) | Q(aggregate__icontains=text))


def _last_line(row: Delivery) -> str:
    return row.last_error.strip().splitlines()[-1][:200] if row.last_error.strip() else ""


JOBS = ListSpec(
    name="outbox.jobs",
    title=_("任务日志"),
    noun=counter_word("jobs", "个"),
    section=_("日志"),
    rows=jobs,
    permission=VIEW,
    url_name="outbox:jobs",
    label_of=lambda row: f"{job_label(row.task_name)} {row.pk}",
    sort="-id",
    export=EXPORT,
    search=_jobs_called,
    search_hint=_("任务"),
    columns=[
        Column(key="id", label=_("编号"), kind="number", sort="id", card="number"),
        Column(key="task_name", label=_("任务"), value=lambda row: job_label(row.task_name), card="title"),
        Column(key="queue_name", label=_("队列"), tone="muted", hidden=True),
        Column(key="attempts", label=_("尝试次数"), kind="number", card="amount"),
        Column(key="last_at", label=_("最近变化"), kind="datetime", card="date"),
        Column(key="status", label=_("状态"), kind="status", statuses=JOB_STATES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="all", label=_("全部"), counted=False),
        Tab(key="failed", label=_("失败"), where=Q(status="failed"), hot=True),
        Tab(key="doing", label=_("进行中"), where=Q(status="doing")),
    ],
    filters=[
        ChoiceFilter(key="task", label=_("任务"), path="task_name", choices=task_choices, common=True),
        MultiChoiceFilter(key="status", label=_("状态"), choices=JOB_STATES.choices()),
    ],
    batch=[
        BatchAction(
            key="retry", label=_("重试"), permission=RETRY, done=with_count("%(count)s 个任务将重新执行"),
            run=lambda row, c: retry_job.keyed(c.key(row))(job_id=row.pk, actor=c.actor, at=c.at),
        ),
    ],
    empty_title=_("没有任务"),
)  # fmt: skip

DELIVERIES = ListSpec(
    name="outbox.deliveries",
    title=_("消息投递"),
    noun=counter_word("deliveries", "条"),
    section=_("日志"),
    rows=lambda actor: Delivery.objects.select_related("event"),
    permission=VIEW,
    url_name="outbox:deliveries",
    label_of=lambda row: f"{job_label(row.handler)} · {record_name(row.aggregate)}",
    sort="-id",
    export=EXPORT,
    search=_deliveries_called,
    search_hint=_("处理者、对象"),
    columns=[
        Column(key="id", label=_("编号"), kind="number", sort="id", card="number"),
        Column(key="event", label=_("事件"), value=lambda row: event_label(row.event.name), card="title"),
        Column(key="aggregate", label=_("对象"), value=lambda row: record_name(row.aggregate), card="left"),
        Column(key="handler", label=_("处理者"), value=lambda row: job_label(row.handler)),
        Column(key="at", label=_("时间"), kind="datetime", value=lambda row: row.event.at, card="date"),
        Column(key="attempts", label=_("尝试次数"), kind="number", card="amount"),
        Column(key="last_error", label=_("最近的错误"), value=_last_line, tone="soft"),
        Column(key="state", label=_("状态"), kind="status", statuses=DELIVERY_STATES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="parked", label=_("停下"), where=Q(state=DeliveryState.PARKED), hot=True),
        Tab(key="waiting", label=_("等待"), where=Q(state=DeliveryState.WAITING)),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[
        DateRangeFilter(key="on", label=_("日期"), path="event__at", moments=True, common=True),
        ChoiceFilter(key="by", label=_("处理者"), path="handler", choices=handler_choices, common=True),
        TextFilter(key="object", label=_("对象"), path="aggregate"),
    ],
    batch=[
        BatchAction(
            key="retry", label=_("重试"), permission=RETRY, done=with_count("%(count)s 条消息将重新投递"),
            run=lambda row, c: retry_delivery.keyed(c.key(row))(delivery_id=row.pk, actor=c.actor, at=c.at),
        ),
    ],
    empty_title=_("没有停下的消息"),
    empty_text=_("投递多次失败的消息停在这里，排除原因后重试"),
)  # fmt: skip
