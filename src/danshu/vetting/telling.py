"""Who is told what inside the house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.queries import load_actor, people_with
from danshu.kit.actor import Actor, shown_name
from danshu.kit.clock import business_date
from danshu.kit.words import told, with_count
from danshu.notices.operations.notify import notify
from danshu.parties.deeds import Deed
from danshu.vetting.lifecycle import Status
from danshu.vetting.models import Review
from danshu.vetting.permissions import DECIDE

MOST_ASKED = 50
Belongs = tuple[int | None, int | None]


def deciders(belongs: Sequence[Belongs], *, at: datetime) -> dict[Belongs, list[int]]:
    """For each (unit, owner) of customers: the people who may decide about them; each person is loaded once."""
    today = business_date(at)
    people = [found for pk in people_with(DECIDE, limit=MOST_ASKED) if (found := load_actor(pk, today=today))]
    return {
        (unit, owner): [
            int(each.user_id or 0) for each in people if each.scope(DECIDE).covers(unit_id=unit, owner_id=owner)
        ]
        for unit, owner in set(belongs)
    }


def tell_applied(found: Review, customer: Any, *, at: datetime) -> None:
    """Those who decide, but not the applicant."""
    belongs = (customer.unit_id, customer.owner_id)
    people = [pk for pk in deciders([belongs], at=at)[belongs] if pk != found.applicant_id]
    facts = {"who": found.applicant_name, "customer": str(customer)}
    texts = {
        Deed.ENTRY: lambda: _("%(who)s 提交新客户 %(customer)s，请审核") % _named(facts),
        Deed.CHANGE: lambda: _("%(who)s 申请修改客户 %(customer)s 的资料，请审核") % _named(facts),
        Deed.DELETION: lambda: _("%(who)s 申请删除客户 %(customer)s，请审核") % _named(facts),
    }
    url = reverse("vetting:review", args=[found.pk])
    notify(people, kind="vetting.applied", url=url, at=at, text=texts[Deed(found.deed)])


def tell_many_applied(made: Sequence[Review], *, at: datetime) -> None:
    """About several new customers at once: one notice for each reviewer, with the number."""
    if len(made) == 1:
        tell_applied(made[0], made[0].customer, at=at)
        return
    asked = deciders([(each.customer.unit_id, each.customer.owner_id) for each in made], at=at)
    counts: dict[int, int] = defaultdict(int)
    for each in made:
        for pk in asked[each.customer.unit_id, each.customer.owner_id]:
            counts[pk] += pk != each.applicant_id
    people: dict[int, list[int]] = defaultdict(list)
    for pk, count in counts.items():
        people[count].append(pk)
    people.pop(0, None)
    facts = {"who": made[0].applicant_name}
    text = with_count("%(who)s 提交了 %(count)s 家新客户，请审核")
    for count, keys in people.items():
        notify(keys, kind="vetting.applied", url=reverse("vetting:reviews"), at=at,
               text=lambda count=count: told(text, _named(facts) | {"count": count}))  # type: ignore[misc]  # fmt: skip


def tell_decided(found: Review, customer: Any, *, actor: Actor, at: datetime) -> None:
    """The applicant, unless he decided himself."""
    if found.applicant_id is None or found.applicant_id == actor.user_id:
        return
    facts = {"customer": str(customer), "reason": found.decision_reason or "—"}
    approved = found.status == Status.APPROVED
    gone = approved and found.deed == Deed.DELETION
    texts = {
        (Deed.ENTRY, True): lambda: _("新客户 %(customer)s 已通过审核，可以下单") % facts,
        (Deed.ENTRY, False): lambda: _("新客户 %(customer)s 没有通过审核：%(reason)s") % facts,
        (Deed.CHANGE, True): lambda: _("客户 %(customer)s 的资料修改已通过审核并生效") % facts,
        (Deed.CHANGE, False): lambda: _("客户 %(customer)s 的资料修改没有通过审核：%(reason)s") % facts,
        (Deed.DELETION, True): lambda: _("删除客户 %(customer)s 的申请已通过，客户在回收站") % facts,
        (Deed.DELETION, False): lambda: _("删除客户 %(customer)s 的申请没有通过：%(reason)s") % facts,
    }
    url = reverse("vetting:reviews") if gone else reverse("vetting:review", args=[found.pk])
    notify([found.applicant_id], kind=f"vetting.{found.status}", url=url, at=at, text=texts[Deed(found.deed), approved])


def _named(facts: dict[str, str]) -> dict[str, Any]:
    return facts | {"who": shown_name(facts["who"])}
