"""Say to whom approved orders go (ORD-028)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.access.queries import people_with
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch
from danshu.parties.queries.naming import customer_names
from danshu.sales.assigning import PEOPLE_AT_MOST
from danshu.sales.lifecycle import Channel, OrderType
from danshu.sales.models import AssignmentRule
from danshu.sales.permissions import CONFIGURE_ASSIGNMENT, HANDLE_ORDER

NAME_LENGTH, MOST_MEMBERS, MOST_VALUES, HIGHEST_RANK = 50, 50, 100, 9999


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """What a person enters; an empty condition is met by every order."""

    name: str
    members: Sequence[int]
    rank: int = 100
    choose: str = AssignmentRule.Choose.TURN
    is_valid: bool = True
    types: Sequence[str] = ()
    channels: Sequence[str] = ()
    units: Sequence[int] = ()
    provinces: Sequence[str] = ()
    categories: Sequence[int] = ()
    customer_id: int | None = None

    def values(self) -> dict[str, Any]:
        """The columns, tidy: each value once, members in the order of their turns."""
        tidy: dict[str, Any] = asdict(self) | {"name": " ".join(self.name.split())}
        for name in ("members", "types", "channels", "units", "provinces", "categories"):
            tidy[name] = list(dict.fromkeys(tidy[name]))
        tidy["provinces"] = [name.strip() for name in tidy["provinces"] if name.strip()]
        return tidy


@operation(
    "sales.save_assignment_rule", permission=CONFIGURE_ASSIGNMENT, label=("保存分派规则", "Save assignment rule")
)
def save_assignment_rule(
    *, entry: RuleEntry, rule_id: int | None = None, version: int | None = None, actor: Actor, at: datetime
) -> AssignmentRule:
    """Add or change a rule; it counts for orders approved from now on.

    Raises FieldErrors (also for members without the right to process orders), NotFound, EditConflict.
    """
    values = entry.values()
    _check(values)
    if rule_id is None:
        rule = AssignmentRule(created_at=at, updated_at=at, updated_by_name=actor.name, **values)
        rule.save(force_insert=True)
        changes = {field: (None, value) for field, value in values.items() if value not in ([], None)}
    else:
        rule = _locked(rule_id, version)
        changes = {field: (getattr(rule, field), new) for field, new in values.items() if getattr(rule, field) != new}
        for field, value in values.items():
            setattr(rule, field, value)
        rule.save(update_fields=[*values, *touch(rule, actor=actor, at=at)])
    current_context().changed("sales.assignment_rule", rule.pk, label=rule.name, changes=changes)
    return rule


def _locked(rule_id: int, version: int | None) -> AssignmentRule:
    rule = lock(AssignmentRule.objects.filter(pk=rule_id)).first()
    if rule is None:
        raise NotFound()
    require_version(rule, version)
    return rule


def _check(values: dict[str, Any]) -> None:
    problems = []
    if not values["name"] or len(values["name"]) > NAME_LENGTH:
        problems.append(FieldProblem("name", "required", _("填写名称，最多 50 字")))
    if not 0 <= values["rank"] <= HIGHEST_RANK:
        problems.append(FieldProblem("rank", "range", _("顺序应在 0 到 9999 之间")))
    if values["choose"] not in AssignmentRule.Choose.values:
        problems.append(FieldProblem("choose", "unknown", _("没有这种分派方式")))
    members = values["members"]
    if not members or len(members) > MOST_MEMBERS:
        problems.append(FieldProblem("members", "required", _("选择 1 到 50 位处理人")))
    elif set(members) - set(people_with(HANDLE_ORDER, limit=PEOPLE_AT_MOST)):
        problems.append(FieldProblem("members", "unknown", _("只能选择有「处理订单」权限的在职人员")))
    problems += _conditions(values)
    if problems:
        raise FieldErrors(problems)


def _conditions(values: dict[str, Any]) -> list[FieldProblem]:
    known = {"types": OrderType.values, "channels": Channel.values}
    problems = [
        FieldProblem(field, "unknown", _("没有这个选项"))
        for field, codes in known.items()
        if set(values[field]) - set(codes)
    ]
    problems += [
        FieldProblem(field, "length", _("最多选择 %(limit)s 项") % {"limit": MOST_VALUES})
        for field in ("units", "provinces", "categories")
        if len(values[field]) > MOST_VALUES
    ]
    if any(len(name) > NAME_LENGTH for name in values["provinces"]):
        problems.append(FieldProblem("provinces", "length", _("省份名称最多 50 字")))
    customer = values["customer_id"]
    if customer is not None and customer not in customer_names([customer]):
        problems.append(FieldProblem("customer_id", "unknown", _("没有这个客户")))
    return problems
