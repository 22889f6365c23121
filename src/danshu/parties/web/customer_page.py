"""What the customer's page is made of: acts, figures, notices, all fields in groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.custom_fields.web.part import custom_pairs
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.words import listed, with_count
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.follow_up import shown_state
from danshu.parties.sharing import may
from danshu.parties.web import shown
from danshu.parties.web.forms import BASICS, COMMERCE, OTHER, PLACE, REACH, RELATIONSHIP
from danshu.parties.web.shown import shown_value
from danshu.ui.detail import Action, Fact, Notice
from danshu.ui.formats import date_text, datetime_text, money_text
from danshu.ui.forms import Section

MOST_FACTS = 6


def reached(actor: Actor, record: Any) -> Callable[[str], bool]:
    """reached(actor, record)(permission) is True when the permission reaches this customer; one that is only shared
    offers what its share allows (CUS-015)."""
    return partial(may, actor, customer_id=record.pk, unit_id=record.unit_id, owner_id=record.owner_id)


def actions(actor: Actor, record: Any, others: Sequence[Action]) -> list[Action]:
    """The acts of upper modules first (new order), then those on the customer itself."""
    made, can = list(others), reached(actor, record)
    if record.is_valid:
        made += _acts_on_valid(record.pk) if can(rights.EDIT_CUSTOMERS) else []
    if can(rights.CHANGE_OWNER):
        made.append(Action(label=_("变更负责人"), url=_url("owner", record.pk), icon="user-share", menu=True))
    if can(rights.SET_CREDIT) and record.is_valid:
        made.append(Action(label=_("设置信用"), url=_url("credit", record.pk), icon="credit-card", menu=True))
    if can(rights.REVEAL_CONTACT_DATA) and not record.sees_contact_data:
        made.append(Action(label=_("显示联系方式"), url=_url("reveal", record.pk), icon="eye", menu=True))
    if can(rights.SHARE_CUSTOMERS):
        made.append(Action(label=_("共享与可见范围"), url=_url("access", record.pk), icon="share", menu=True))
    if can(rights.MERGE_CUSTOMERS) and record.is_valid:
        made.append(Action(label=_("合并重复客户"), url=_url("merge", record.pk), icon="arrow-merge", menu=True))
    if can(rights.UNMERGE_CUSTOMERS) and record.merged_into_id is not None:
        made.append(
            Action(label=_("撤销合并"), url=_url("unmerge", record.pk), method="dialog", icon="rotate", menu=True)
        )
    if can(rights.INVALIDATE_CUSTOMERS) and record.is_valid:
        made.append(
            Action(label=_("使客户失效"), url=_url("invalidate", record.pk), method="dialog", icon="ban", menu=True)
        )
    if can(rights.DELETE_CUSTOMERS):
        made.append(
            Action(
                label=_("删除客户"),
                url=_url("delete", record.pk),
                method="dialog",
                tone="danger",
                icon="trash",
                menu=True,
            )
        )
    return made


def _acts_on_valid(pk: int) -> list[Action]:
    return [Action(label=_("修改"), url=_url("edit", pk), icon="pencil", key="E")]


def _url(name: str, pk: int) -> str:
    return reverse(f"parties:customer_{name}", args=[pk])


def facts(actor: Actor, record: Any, others: Sequence[Fact]) -> list[Fact]:
    """Figures of upper modules (total paid, open amount, last order) first, then what is known here; six in all."""
    idle, due = shown.idle_days(record), shown_state(record.contact_due_at, now())
    own = [
        Fact(
            label=_("最近联系"), value=shown.contact_age(record) or "—",
            note=due.label if due else date_text(record.last_contact_at) if idle else "",
            tone=due.tone if due and due.tone != "ok" else "",
        ),
        Fact(label=_("下次联系"), value=date_text(record.next_contact_at)),
        Fact(label=_("客户级别"), value=shown.label(record.level) or "—"),
    ]  # fmt: skip
    if actor.can(rights.SEE_CREDIT):
        limit = Fact(
            label=_("信用额度"),
            value=money_text(record.credit_limit, record.currency),
            note=with_count("账期 %(days)s 天", "days") % {"days": record.payment_terms_days},
            tone="bad" if record.is_credit_blocked else "",
        )
        own.append(limit)
    return [*others, *own][:MOST_FACTS]


def notices(actor: Actor, record: Any, contacts: Sequence[Any]) -> list[Notice]:
    """States of the customer that need attention (CUS-004 asks for the missing ones before an order)."""
    found = []
    if record.merged_into_id is not None:
        found.append(_merged(actor, record))
    elif not record.is_valid:
        found.append(Notice(title=_("客户已失效"), text=_("只能查看；需要继续往来时新建客户"), tone="neutral"))
    if record.is_credit_blocked:
        found.append(Notice(title=_("已停止赊销"), text=record.credit_block_reason, tone="bad"))
    missing = _missing(record, contacts)
    if record.is_valid and missing:
        found.append(Notice(title=_("资料不完整"), text=_("缺少：%(fields)s") % {"fields": listed(missing)}))
    return found


def _merged(actor: Actor, record: Any) -> Notice:
    """Where everything of this customer went; the way there only for whoever may see it."""
    survivor = queries.customers(actor).filter(pk=record.merged_into_id).first()
    if survivor is None:
        return Notice(title=_("客户已并入另一家客户"), text=_("它不在你的数据范围内"), tone="neutral")
    url = reverse("parties:customer", args=[survivor.pk])
    actions = [Action(label=_("打开合并后的客户"), url=url)]
    return Notice(title=_("客户已并入 %(label)s") % {"label": survivor}, text=_("订单、收款、联系人等都在那里"), tone="neutral",
                  actions=actions)  # fmt: skip


def _missing(record: Any, contacts: Sequence[Any]) -> list[str]:
    reached = (record.shown_phone, record.shown_mobile, record.shown_email)
    people = [c for c in contacts if c.is_valid]
    missing = [] if people else [_("联系人")]
    if not any(reached) and not any(c.shown_mobile or c.shown_phone or c.shown_email for c in people):
        missing.append(_("联系方式"))
    return missing


def profile(actor: Actor, record: Any, invoice: Any) -> list[tuple[str, list[tuple[Any, Any]]]]:
    """All fields in the groups of the form, as this actor may read them."""
    groups = [(str(s.title), _pairs(s, record)) for s in (BASICS, REACH, PLACE, RELATIONSHIP, COMMERCE)]
    if invoice is not None:
        groups.append((_("开票资料"), [(f.label, shown_value(f, invoice)) for f in INVOICE_FIELDS.values()]))
    groups += custom_pairs("parties.customer", actor, record, sees_contact_data=record.sees_contact_data)
    other = _pairs(OTHER, record)
    other += [
        (pgettext("客户", "负责人"), record.owner_name),
        (_("部门"), record.unit_name),
        (_("建档"), f"{record.created_by_name} {datetime_text(record.created_at)}"),
        (_("最近修改"), f"{record.updated_by_name} {datetime_text(record.updated_at)}"),
    ]
    if record.duplicate_reason:
        other.append((_("允许重复的理由"), record.duplicate_reason))
    groups.append((str(OTHER.title), other))
    return groups


def _pairs(section: Section, record: Any) -> list[tuple[Any, Any]]:
    names = [name.partition(":")[0] for name in section.fields]
    return [
        (CUSTOMER_FIELDS[name].label, shown_value(CUSTOMER_FIELDS[name], record))
        for name in names
        if name in CUSTOMER_FIELDS
    ]
