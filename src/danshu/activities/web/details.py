"""What the pages of one communication and of one plan are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.activities.models import Communication, Plan
from danshu.activities.queries import communications
from danshu.activities.web.lists import COMMUNICATIONS, PLANS
from danshu.activities.web.shown import LATE, communication_url, is_overdue, plan_status, plan_url
from danshu.audit.queries import history
from danshu.catalog.queries import items_named
from danshu.custom_fields.web.part import custom_pairs
from danshu.dictionaries.queries import shown
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.masking import mask_email
from danshu.kit.sources import describe_sources
from danshu.kit.web import ActorRequest
from danshu.kit.words import listed, with_count
from danshu.notices.statuses import MESSAGE_STATUSES
from danshu.parties.queries import customers
from danshu.ui.detail import Action, Card, DetailPage, Link, Notice
from danshu.ui.formats import datetime_text
from danshu.ui.lists import neighbours
from danshu.ui.statuses import Status

Pairs = list[tuple[str, str]]


def _value(value: object) -> str:
    return "" if value is None else shown(value)  # type: ignore[arg-type]


def _minutes(number: int | None) -> str:
    return "" if number is None else with_count("%(count)s 分钟") % {"count": number}


def _address(actor: Actor, record: Communication) -> str:
    """Where the e-mail went, in full for its author and for those who read the customer's contact data (PRV-1)."""
    message = record.message
    if message is None:
        return ""
    customer: Any = customers(actor).filter(pk=record.customer_id).first()
    seen = record.author_id == actor.user_id or (customer is not None and customer.sees_contact_data)
    return message.address if seen else mask_email(message.address)


def communication_page(request: ActorRequest, record: Communication, actions: Sequence[Action]) -> DetailPage:
    """Everything about a record but its texts, which the template shows."""
    address = _address(request.actor, record)
    return DetailPage(
        title=f"{_value(record.type)} · {record.customer.name}",
        status=LATE if record.is_late else None,
        tags=[_("保密")] if record.is_confidential else [],
        subtitle=f"{datetime_text(record.happened_at)} · {record.responsible.full_name}",
        actions=actions,
        notices=_mail_notices(record, address),
        cards=[*_cards(record), Card(title=_("交流"), pairs=_pairs(record, address)), *_custom(request.actor, record)],
        timeline=history("activities.communication", record.pk),
        breadcrumb=[(COMMUNICATIONS.title, reverse("activities:communication_list"))],
        neighbours=neighbours(request, COMMUNICATIONS, request.actor, record, communication_url),
    )


def _mail_notices(record: Communication, address: str) -> list[Notice]:
    message = record.message
    if message is None or message.status == "sent":
        return []
    title = _("邮件没有发出") if message.status == "failed" else _("邮件等待发送")
    tone = "bad" if message.status == "failed" else "neutral"
    said = message.last_error.replace(message.address, address)  # a mail server repeats the address in its answer
    return [Notice(title=title, text=said or address, tone=tone)]


def _cards(record: Communication) -> list[Card]:
    customer_url = reverse("parties:customer", args=[record.customer_id])
    links = [Link(label=record.customer.name, url=customer_url, note=record.customer.number, icon="users")]
    if record.source is not None:
        told = describe_sources([record.source])[record.source]
        links.append(Link(label=told.text, url=told.url, icon="file-text"))
    for plan, note in ((getattr(record, "plan", None), _("执行的计划")), (getattr(record, "next_plan", None), _("下一次计划"))):  # fmt: skip
        if plan is not None:
            links.append(Link(label=plan.title, url=plan_url(plan), note=note, icon="calendar", status=plan_status(plan)))  # fmt: skip
    return [Card(title=_("相关"), links=links)]


def _custom(actor: Actor, record: Communication) -> list[Card]:
    groups = custom_pairs("activities.communication", actor, record)
    return [Card(title=title, pairs=pairs) for title, pairs in groups]


def _pairs(record: Communication, address: str) -> Pairs:
    products = items_named(list(record.products.values_list("pk", flat=True)))
    pairs = [
        (_("联系人"), record.contact.name if record.contact else ""),
        (_("关系类型"), _value(record.relation)),
        (_("方向"), record.get_direction_display()),
        (_("时长"), _minutes(record.duration_minutes)),
        (_("地点"), record.place),
        (_("参与人"), record.participants),
        (_("热点分类"), _value(record.hot_spot)),
        (_("客户意向"), _value(record.intention)),
        (_("客户状态"), _value(record.status)),
        (_("关注的商品"), listed(products.values())),
        (_("录入"), f"{record.author_name} {datetime_text(record.created_at)}"),
    ]
    if record.message is not None:
        pairs.insert(0, (_("邮件"), f"{address} · {MESSAGE_STATUSES[record.message.status]}"))
    return [(label, text) for label, text in pairs if text]


def plan_page(request: ActorRequest, plan: Plan, actions: Sequence[Action]) -> DetailPage:
    """A plan with what became of it."""
    links = [
        Link(
            label=plan.customer.name, url=reverse("parties:customer", args=[plan.customer_id]),
            note=plan.customer.number, icon="users",
        )
    ]  # fmt: skip
    # a record that does not exist for the reader, a confidential one, is not named either (CUS-027)
    known = communications(request.actor).in_bulk([pk for pk in (plan.record_id, plan.origin_id) if pk is not None])
    for pk, note in ((plan.record_id, _("执行记录")), (plan.origin_id, _("来自交流记录"))):
        if (record := known.get(pk or 0)) is not None:
            links.append(Link(label=str(record), url=communication_url(record), note=note, icon="message-circle"))
    overdue = [Notice(title=_("计划已逾期"), text=_("执行、推迟或取消"), tone="bad")] if is_overdue(plan, now()) else []
    status: Status = plan_status(plan)
    return DetailPage(
        title=plan.title,
        status=status,
        subtitle=f"{plan.customer.name} · {datetime_text(plan.planned_at)} · {plan.responsible.full_name}",
        actions=actions,
        notices=overdue,
        cards=[Card(title=_("相关"), links=links), Card(title=_("计划"), pairs=_plan_pairs(plan))],
        timeline=history("activities.plan", plan.pk),
        breadcrumb=[(PLANS.title, reverse("activities:plan_list"))],
        neighbours=neighbours(request, PLANS, request.actor, plan, plan_url),
    )


def _plan_pairs(plan: Plan) -> Pairs:
    pairs = [
        (_("计划类型"), _value(plan.plan_type)),
        (_("交流类型"), _value(plan.type)),
        (_("联系人"), plan.contact.name if plan.contact else ""),
        (_("时长"), _minutes(plan.duration_minutes)),
        (_("地点"), plan.place),
        (_("优先级"), plan.get_priority_display()),
        (_("计划设置"), plan.setting.title if plan.setting else ""),
        (_("取消的理由"), plan.cancel_reason),
    ]
    return [(label, text) for label, text in pairs if text]
