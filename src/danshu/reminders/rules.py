"""What people enter about reminders, checked in one place for pages and interface (COM-008)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from danshu.identity.queries import active_ids
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.reminders.lifecycle import TEXT_LENGTH, Repeat
from danshu.reminders.models import Reminder

MOST_AHEAD = timedelta(days=3660)


class Checking:
    """Checks what was given of a reminder; what was not given stays as it is stored."""

    def __init__(self, given: Mapping[str, Any], current: Reminder | None, at: datetime) -> None:
        self.given, self.current, self.at = given, current, at
        self.problems: list[FieldProblem] = []

    def values(self) -> dict[str, Any]:
        """Of text, person_id, remind_at, repeat and put_off those that were given. Raises FieldErrors with every problem."""
        made: dict[str, Any] = {}
        new = self.current is None
        if new or "text" in self.given:
            made["text"] = self._text()
        if new:
            made["person_id"] = self._person()
        if new or "remind_at" in self.given:
            made["remind_at"] = self._moment()
        if self.given.get("repeat") is not None:
            made["repeat"] = self._repeat()
        if self.given.get("put_off") is not None:
            made["put_off"] = bool(self.given["put_off"])
        if self.problems:
            raise FieldErrors(self.problems)
        return made

    def _refuse(self, name: str, code: str, text: str) -> None:
        self.problems.append(FieldProblem(name, code, text))

    def _text(self) -> str:
        text = " ".join(str(self.given.get("text") or "").split())
        if not text:
            self._refuse("text", "required", _("填写提醒内容"))
        elif len(text) > TEXT_LENGTH:
            facts = {"limit": TEXT_LENGTH, "length": len(text)}
            self._refuse("text", "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % facts)
        return text

    def _person(self) -> int:
        chosen = self.given.get("person")
        if chosen is None:
            self._refuse("person", "required", _("选择提醒谁"))
        elif not active_ids([chosen]):
            self._refuse("person", "unknown", _("从列表中选择一位在用的用户"))
        return chosen or 0

    def _moment(self) -> datetime | None:
        moment: datetime | None = self.given.get("remind_at")
        if self._is_kept(moment):
            return kept_moment(self.current)
        if moment is None:
            self._refuse("remind_at", "required", _("填写提醒时间"))
        elif problem := moment_problem(moment, self.at):
            self._refuse("remind_at", *problem)
        return moment

    def _is_kept(self, moment: datetime | None) -> bool:
        """True for the stored moment, which may have passed; forms give it without its seconds."""
        stored = kept_moment(self.current)
        return stored is not None and moment is not None and abs(stored - moment) < timedelta(minutes=1)

    def _repeat(self) -> str:
        chosen = str(self.given["repeat"])
        if chosen not in Repeat.values:
            self._refuse("repeat", "unknown", _("从列表中选择"))
        return chosen


def kept_moment(row: Reminder | None) -> datetime | None:
    """The time that people see and change: the next regular one, of one that does not come back its only one."""
    if row is None:
        return None
    return row.next_at if row.next_at is not None else row.first_at


def moment_problem(moment: datetime, at: datetime) -> tuple[str, str] | None:
    """What is wrong with the time of a reminder: code and words."""
    if moment <= at:
        return "past", _("时间应在将来")
    return ("range", _("时间应在十年以内")) if moment > at + MOST_AHEAD else None
