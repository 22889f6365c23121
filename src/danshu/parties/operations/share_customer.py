"""Open a customer to a colleague, a department or a team."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.groups import people_of_team, team_choices
from danshu.identity.queries import find_people, unit_choices
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.parties.loading import locked_customer
from danshu.parties.models import Customer, Share
from danshu.parties.models.share import ShareLevel
from danshu.parties.permissions import SHARE_CUSTOMERS


@operation("parties.share_customer", permission=SHARE_CUSTOMERS, label=("共享客户", "Share customer"))
def share_customer(
    *,
    customer_id: int,
    with_user_id: int | None = None,
    with_unit_id: int | None = None,
    with_team_id: int | None = None,
    level: str,
    until: date | None = None,
    actor: Actor,
    at: datetime,
) -> Share:
    """Open a customer to one person, to a department or to a group or team; sharing again changes level and end (CUS-015).

    level: "view", "communicate" or "edit". until: the last day, none = until withdrawn. The owner stays; who is shared
    with cannot share further or delete. Members of a team see it while they are members. Raises NotFound, InvalidRecord,
    FieldErrors for nobody or several, a person who is not active or is the owner, a unit or team that does not exist, an unknown level, a day that is over.
    """
    customer = locked_customer(customer_id, actor=actor, permission=SHARE_CUSTOMERS)
    keys = {"user_id": with_user_id, "unit_id": with_unit_id, "team_id": with_team_id}
    name = _require(customer, keys, level, until, at)
    whom: dict[str, Any] = {"customer": customer, **keys}
    before = Share.objects.filter(**whom).first()
    words = in_words(before, at) if before else ""
    values = {
        "level": level, "until": until, "shared_at": at, "shared_by_id": actor.user_id, "shared_by_name": actor.name,
    }  # fmt: skip
    share, _made = Share.objects.update_or_create(**whom, defaults=values)
    context = current_context()
    context.changed(
        "parties.customer",
        customer.pk,
        label=str(customer),
        changes={"shared_with": (words, f"{name} {in_words(share, at)}")},
    )
    people = [with_user_id] if with_user_id is not None else people_of_team(with_team_id) if with_team_id else []
    if people:
        facts = {"who": actor.name, "label": customer}
        url = reverse("parties:customer", args=[customer.pk])
        notify([pk for pk in people if pk != actor.user_id], kind="parties.shared", at=at, url=url,
               text=lambda: _("%(who)s 与你共享了客户 %(label)s") % facts)  # fmt: skip
    return share


def in_words(share: Share, at: datetime) -> str:
    """Level and end of a share."""
    level = str(ShareLevel(share.level).label)
    return level if share.until is None else _("%(level)s，至 %(day)s") % {"level": level, "day": share.until}


def _require(customer: Customer, keys: dict[str, int | None], level: str, until: date | None, at: datetime) -> str:
    problems, name = [], ""
    user_id, unit_id, team_id = keys["user_id"], keys["unit_id"], keys["team_id"]
    if sum(key is not None for key in keys.values()) != 1:
        problems.append(FieldProblem("with_user", "required", _("选择一位同事、一个部门或一个团队")))
    elif team_id is not None:
        name = dict(team_choices()).get(str(team_id), "")
        if not name:
            problems.append(FieldProblem("with_team", "not_found", _("从列表中选择一个团队")))
    elif user_id is not None:
        person = find_people("", assigned_on=at).filter(pk=user_id).first()
        name = person.full_name if person else ""
        if person is None:
            problems.append(FieldProblem("with_user", "not_found", _("从列表中选择一位在职人员")))
        elif user_id == customer.owner_id:
            problems.append(FieldProblem("with_user", "owner", _("负责人本来就能看到，不用共享")))
    elif not (name := dict(unit_choices()).get(str(unit_id), "")):
        problems.append(FieldProblem("with_unit", "not_found", _("从列表中选择一个部门")))
    if level not in ShareLevel.values:
        problems.append(FieldProblem("level", "unknown", _("从列表中选择")))
    if until is not None and until < business_date(at):
        problems.append(FieldProblem("until", "past", _("截止日期不能早于今天")))
    if problems:
        raise FieldErrors(problems)
    return name
