"""Pool and lock on the customer's page: state, what is ahead, what may be done (CUS-008, CUS-016, CUS-018)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.parties.panels import CustomerRef, Panel, register
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.pool import permissions as rights
from danshu.pool.lifecycle import Cause
from danshu.pool.queries import locks_of, warning_of
from danshu.ui.detail import Action, Notice
from danshu.ui.formats import date_text


def _covers(actor: Actor, permission: str, customer: CustomerRef) -> bool:
    """Shares open none of these: only the owner, or who manages him."""
    return actor.scope(permission).covers(unit_id=customer.unit_id, owner_id=customer.owner_id)


def acts(actor: Actor, customer: CustomerRef) -> Sequence[Action]:
    """Release, lock, pick."""
    if not customer.is_valid:
        return []
    if customer.owner_id is None:
        if not actor.can(rights.PICK):
            return []
        url = reverse("pool:pick_new", args=[customer.id])
        return [Action(label=_("挑入"), url=url, method="dialog", icon="plus", menu=True)]
    made, key = [], [customer.id]
    if _covers(actor, rights.LOCK, customer):
        made.append(Action(label=_("申请锁定"), url=reverse("pool:lock_new", args=key), icon="lock", menu=True))
    if _covers(actor, rights.RELEASE, customer):
        made.append(Action(label=_("释放到公海"), url=reverse("pool:release", args=key), icon="logout", menu=True))
    return made


def states(actor: Actor, customer: CustomerRef) -> Sequence[Notice]:
    """Open, locked, applied for, refused with its reason, about to fall."""
    if customer.owner_id is None:
        text = _("所有销售都能在公海看到它；联系方式隐藏到有人挑入为止")
        return [Notice(title=_("客户在公海"), text=text, tone="neutral")]
    running, waiting, refused = locks_of(customer.id, business_date(now()))
    found, seen = [], actor.can(rights.VIEW)
    if running:
        facts = {"owner": running.owner_name, "to": date_text(running.to_date)}
        text = _("%(owner)s 锁定到 %(to)s：不回到公海，不能被挑走或变更负责人") % facts
        found.append(Notice(title=_("客户已锁定"), text=text, tone="neutral", actions=_link(running.pk, seen)))
    if waiting:
        text = f"{waiting.applied_by_name}: {waiting.reason}"
        found.append(Notice(title=_("锁定待审"), text=text, actions=_link(waiting.pk, seen)))
    if refused:
        found.append(
            Notice(title=_("锁定申请被拒绝"), text=refused.decision_reason, tone="bad", actions=_link(refused.pk, seen))
        )
    warning = None if running else warning_of(customer.id)
    if warning:
        facts = {"day": date_text(warning.falls_on), "cause": Cause(warning.cause).label}
        text = _("%(day)s 起回到公海（%(cause)s）；跟进或下单后留下") % facts
        found.append(Notice(title=_("即将回到公海"), text=text, tone="warn"))
    return found


def _link(pk: int, seen: bool) -> Sequence[Action]:
    return [Action(label=_("查看锁定"), url=reverse("pool:lock", args=[pk]))] if seen else []


register(
    Panel(
        code="pool", label=gettext_lazy("公海与锁定"), permission=VIEW_CUSTOMERS, order=40, actions=acts, notices=states
    )
)
