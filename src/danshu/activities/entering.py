"""What people enter about dealings, checked in one place for pages, interface, import and jobs (COM-008)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.activities.people import is_possible
from danshu.dictionaries.queries import require_valid
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.parties.queries import contact_choices

MOST_MINUTES = 24 * 60


@dataclass(slots=True)
class Entry:
    """The columns to store, and everything that is wrong with what was given."""

    given: Mapping[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)

    def refuse(self, name: str, code: str, text: str) -> None:
        """Note what is wrong with a field."""
        self.problems.append(FieldProblem(name, code, text))

    def require(self) -> dict[str, Any]:
        """The columns; raises FieldErrors with every problem."""
        if self.problems:
            raise FieldErrors(self.problems)
        return self.values


def take_texts(entry: Entry, limits: Mapping[str, int]) -> None:
    """Texts without blanks at the ends, within their limits."""
    for name, limit in limits.items():
        if name not in entry.given:
            continue
        text = str(entry.given[name] or "").replace("\r\n", "\n").strip()
        if len(text) > limit:
            facts = {"limit": limit, "length": len(text)}
            entry.refuse(name, "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % facts)
        elif "\x00" in text:
            entry.refuse(name, "not_text", _("不能含有控制字符"))
        entry.values[name] = text


def take_values(entry: Entry, dictionaries: Mapping[str, str], current: Any = None) -> None:
    """Values of dictionaries: valid ones, or the one the record carries already (COM-005)."""
    for name, dictionary in dictionaries.items():
        if name not in entry.given:
            continue
        chosen = entry.given[name]
        used = getattr(current, f"{name}_id", None)
        if not require_valid(dictionary, chosen, used=used):
            entry.refuse(name, "unknown", _("从列表中选择"))
        entry.values[f"{name}_id"] = chosen


def take_contact(entry: Entry, customer_id: int, current: Any = None) -> None:
    """A contact of the customer, or the one the record carries already."""
    if "contact" not in entry.given:
        return
    chosen = entry.given["contact"]
    known = {pk for pk, _name in contact_choices(customer_id)} | {getattr(current, "contact_id", None), None}
    if chosen not in known:
        entry.refuse("contact", "unknown", _("选择这个客户的联系人"))
    entry.values["contact_id"] = chosen


def take_minutes(entry: Entry) -> None:
    """How long it takes or took: one minute to a day."""
    if "duration_minutes" not in entry.given:
        return
    minutes = entry.given["duration_minutes"]
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        entry.refuse("duration_minutes", "range", _("时长应为 1 到 1440 分钟"))
    entry.values["duration_minutes"] = minutes


def take_responsible(entry: Entry, *, permission: str, actor: Actor, at: datetime, current: Any = None) -> None:
    """Who was there or will be: given, else as it is, else the actor. Raises nothing; a stranger is a problem."""
    used = getattr(current, "responsible_id", None)
    chosen = entry.given.get("responsible") or used or actor.user_id
    if chosen is None:
        entry.refuse("responsible", "required", _("填写负责人"))
    elif chosen != used and not is_possible(chosen, permission=permission, actor=actor, at=at):
        entry.refuse("responsible", "not_found", _("从列表中选择一位在职人员"))
    entry.values["responsible_id"] = chosen


def require_given(entry: Entry, labels: Mapping[str, Any], current: Any = None) -> None:
    """What a record cannot be without."""
    for name, label in labels.items():
        if current is not None and name not in entry.given:
            continue
        if entry.given.get(name) in (None, "") or (
            isinstance(entry.given[name], str) and not str(entry.given[name]).strip()
        ):
            entry.refuse(name, "required", _("填写%(label)s") % {"label": label})
