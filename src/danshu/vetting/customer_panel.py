"""What waits for a customer, on his page (CUS-006, CUS-008)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor, shown_name
from danshu.kit.words import clauses
from danshu.parties.deeds import Deed
from danshu.parties.panels import CustomerRef, Panel, register
from danshu.parties.permissions import EDIT_CUSTOMERS, VIEW_CUSTOMERS
from danshu.parties.sharing import may
from danshu.ui.detail import Action, Notice
from danshu.ui.formats import datetime_text
from danshu.vetting import permissions as rights
from danshu.vetting.models import Review
from danshu.vetting.queries import latest_of
from danshu.vetting.rules import is_own
from danshu.vetting.wording import lines_of


def states(actor: Actor, customer: CustomerRef) -> Sequence[Notice]:
    """What was submitted, old and new; a new customer that did not pass, with the way on."""
    found = latest_of(customer.id)
    if found is not None and found.is_open:
        return [_waiting(actor, customer, found)]
    if customer.is_vetted:
        return []
    refused = found is not None and found.deed == Deed.ENTRY and found.status == "refused"
    title = _("新客户没有通过审核") if refused else _("新客户还没有审核")
    text = _("只能记录往来，不能下单")
    if refused and found is not None:
        text = clauses((found.decision_reason, text))
    return [Notice(title=title, text=text, tone="bad", actions=_again(actor, customer))]


def _waiting(actor: Actor, customer: CustomerRef, found: Review) -> Notice:
    titles = {
        Deed.ENTRY: _("新客户待审核：通过前只能记录往来，不能下单"), Deed.CHANGE: _("资料修改待审核，通过前保持原值"),
        Deed.DELETION: _("删除待审核，通过前保持原样"),
    }  # fmt: skip
    parts = [
        _("%(field)s：%(before)s → %(after)s") % {"field": line.label, "before": line.before, "after": line.after}
        for line in lines_of(found.pairs)
    ]
    submitted = {"who": shown_name(found.applicant_name), "when": datetime_text(found.applied_at)}
    parts.append(_("%(who)s 在 %(when)s 提交") % submitted)
    if found.reason:
        parts.append(found.reason)
    return Notice(title=titles[Deed(found.deed)], text=clauses(parts), actions=_ways(actor, customer, found))


def _ways(actor: Actor, customer: CustomerRef, found: Review) -> list[Action]:
    decides = actor.scope(rights.DECIDE).covers(unit_id=customer.unit_id, owner_id=customer.owner_id)
    reaches = actor.scope(rights.VIEW).covers(unit_id=customer.unit_id, owner_id=customer.owner_id)
    mine = is_own(found, actor)
    if not actor.can(rights.VIEW) or not (reaches or mine):
        return []
    label = _("去审核") if decides and (not mine or actor.can(rights.DECIDE_OWN)) else _("查看申请")
    return [Action(label=label, url=reverse("vetting:review", args=[found.pk]))]


def _again(actor: Actor, customer: CustomerRef) -> list[Action]:
    reached = may(actor, EDIT_CUSTOMERS, customer_id=customer.id, unit_id=customer.unit_id, owner_id=customer.owner_id)
    if not customer.is_valid or not reached:
        return []
    return [Action(label=_("再次提交"), url=reverse("vetting:submit", args=[customer.id]), method="dialog")]


register(Panel(code="vetting", label=gettext_lazy("客户审核"), permission=VIEW_CUSTOMERS, order=5, notices=states))
