"""What people enter about tasks, checked in one place for pages, interface and rules of the house (COM-008)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from danshu.identity.queries import active_ids
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.tasks.lifecycle import REASON_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Priority
from danshu.tasks.models import Task

LIMITS = {"title": TITLE_LENGTH, "description": TEXT_LENGTH, "result": TEXT_LENGTH, "content": TEXT_LENGTH}
MOST_AHEAD = timedelta(days=3660)
MOST_PARTICIPANTS = 20


class Checking:
    """Checks what was given of a task; what was not given stays as it is stored."""

    def __init__(self, given: Mapping[str, Any], current: Task | None, at: datetime) -> None:
        self.given, self.current, self.at = given, current, at
        self.problems: list[FieldProblem] = []

    def values(self) -> tuple[dict[str, Any], list[int] | None]:
        """The columns, and the participants when they were given. Raises FieldErrors with every problem."""
        made: dict[str, Any] = {}
        for name in ("title", "description"):
            if name in self.given or (name == "title" and self.current is None):
                made[name] = self._text(name, required=name == "title")
        made |= self._moments() | self._priority()
        people = self._people()
        if self.current is None:
            made["responsible_id"] = self._responsible()
        if self.problems:
            raise FieldErrors(self.problems)
        return made, people

    def _refuse(self, name: str, code: str, text: str) -> None:
        self.problems.append(FieldProblem(name, code, text))

    def _text(self, name: str, *, required: bool) -> str:
        found, problem = text_of(name, self.given.get(name), required=required)
        if problem is not None:
            self.problems.append(problem)
        return " ".join(found.split()) if name == "title" else found

    def _moments(self) -> dict[str, Any]:
        made = {}
        for name in ("due_at", "remind_at"):
            if name not in self.given or self._is_kept(name):
                continue
            made[name] = moment = self.given[name]
            if moment is None:
                continue
            if moment <= self.at:
                self._refuse(name, "past", _("时间应在将来"))
            elif moment > self.at + MOST_AHEAD:
                self._refuse(name, "range", _("时间应在十年以内"))
        return made

    def _is_kept(self, name: str) -> bool:
        """True for the stored moment, which may have passed; forms give it without its seconds."""
        stored, moment = getattr(self.current, name, None), self.given[name]
        return stored is not None and moment is not None and abs(stored - moment) < timedelta(minutes=1)

    def _priority(self) -> dict[str, Any]:
        chosen = self.given.get("priority")
        if not chosen:
            return {}
        if chosen not in Priority.values:
            self._refuse("priority", "unknown", _("从列表中选择"))
        return {"priority": chosen}

    def _responsible(self) -> int:
        chosen = self.given.get("responsible")
        if chosen is None:
            self._refuse("responsible", "required", _("选择负责人"))
        elif not active_ids([chosen]):
            self._refuse("responsible", "unknown", _("从列表中选择一位在用的用户"))
        return chosen or 0

    def _people(self) -> list[int] | None:
        if "participants" not in self.given:
            return None
        chosen = list(dict.fromkeys(self.given["participants"] or ()))
        if len(chosen) > MOST_PARTICIPANTS:
            self._refuse("participants", "too_many", _("参与人最多 %(limit)s 位") % {"limit": MOST_PARTICIPANTS})
        elif set(chosen) - active_ids(chosen) - self._known():
            self._refuse("participants", "unknown", _("从列表中选择一位在用的用户"))
        return chosen

    def _known(self) -> set[int]:
        """Those who take part already: they may have left meanwhile (COM-005)."""
        if self.current is None:
            return set()
        return set(self.current.participants.values_list("pk", flat=True))


def text_of(name: str, given: Any, *, required: bool, limit: int = 0) -> tuple[str, FieldProblem | None]:
    """A text without blanks at its ends, and what is wrong with it."""
    text, most = str(given or "").replace("\r\n", "\n").strip(), limit or LIMITS.get(name, REASON_LENGTH)
    if required and not text:
        return text, FieldProblem(name, "required", _WANTED.get(name, lambda: _("填写理由"))())
    if len(text) > most:
        facts = {"limit": most, "length": len(text)}
        return text, FieldProblem(name, "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % facts)
    if "\x00" in text:
        return text, FieldProblem(name, "not_text", _("不能含有控制字符"))
    return text, None


def require_text(name: str, given: Any, *, required: bool = True) -> str:
    """The text. Raises FieldErrors when it is missing or too long."""
    text, problem = text_of(name, given, required=required)
    if problem is not None:
        raise FieldErrors([problem])
    return text


_WANTED = {"title": lambda: _("填写标题"), "content": lambda: _("填写进展"), "result": lambda: _("填写结果")}
