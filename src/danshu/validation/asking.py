"""Conditions on one field, for modules that ask whether a record fits instead of refusing it (SYS-029).

    condition = checked_condition(host, given, at=at)      # plain data, to be stored
    is_met(host, condition, facts, changed=(), today=today)
    condition_text(host, condition)

The same fields, values and expressions as in the rules for entries, judged by the same code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from danshu.kit.errors import FieldErrors
from danshu.validation.definitions import RuleData
from danshu.validation.evaluating import Facts, keeps
from danshu.validation.fields import field_of, value_of
from danshu.validation.hosts import Host
from danshu.validation.kinds import Demand, RuleKind
from danshu.validation.rules import Checking
from danshu.validation.wording import field_label, settings_text, values_text


class Ask(models.TextChoices):
    """What a condition asks of a field; CHANGED only of what has just happened."""

    FILLED = "filled", pgettext_lazy("条件", "已填写")
    ONE_OF = "one_of", pgettext_lazy("条件", "是其中之一")
    RANGE = "range", pgettext_lazy("条件", "在范围内")
    FORMAT = "format", pgettext_lazy("条件", "符合格式")
    CHANGED = "changed", pgettext_lazy("条件", "这次有修改")


Condition = Mapping[str, Any]
KINDS = {Ask.RANGE: RuleKind.RANGE, Ask.FORMAT: RuleKind.FORMAT}


class _Asking(Checking):
    """Checks what was given of a condition."""

    def condition(self) -> dict[str, Any]:
        found, ask = self._field(), str(self._get("ask"))
        settings: dict[str, Any] = {}
        if ask not in Ask.values:
            self._refuse("ask", "unknown", _("从列表中选择"))
        elif found is not None and ask == Ask.ONE_OF:
            settings = {"then": str(Demand.ONE_OF), "allowed": self._values("allowed", found)}
            if not settings["allowed"]:
                self._refuse("allowed", "required", _("填写允许的值，用逗号分开"))
        elif found is not None and ask in KINDS:
            self.given = {**self.given, "kind": KINDS[Ask(ask)]}
            if self._kind(found) is not None:
                settings = getattr(self, f"_{KINDS[Ask(ask)]}")(found)
        for problem in self.problems:
            if problem.field == "kind":
                raise FieldErrors([type(problem)("ask", problem.code, problem.text)])
        if self.problems:
            raise FieldErrors(self.problems)
        return {
            "field": found.name if found else "",
            "ask": ask,
            "settings": settings,
            "is_not": bool(self._get("is_not", False)),
        }


def checked_condition(host: Host, given: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """A condition as it is stored, of field, ask (Ask), is_not, and by the kind: allowed (values by name or code), minimum
    and maximum, preset or expression. Raises FieldErrors with every problem.
    """
    return _Asking(host, given, None, at).condition()


def is_met(host: str, condition: Condition, facts: Facts, *, changed: Collection[str], today: date) -> bool:
    """True when the record fits. changed: the fields that have just been changed. A field that is no more fits nothing."""
    name, ask = condition["field"], condition["ask"]
    found = field_of(host, name)
    if found is None:
        return False
    if ask == Ask.CHANGED:
        met = name in changed
    elif value_of(found, facts) is None:
        met = False
    else:
        met = ask == Ask.FILLED or keeps(_as_rule(host, condition), facts, today=today)
    return met is not bool(condition["is_not"])


def _as_rule(host: str, condition: Condition) -> RuleData:
    kind = KINDS.get(Ask(condition["ask"]), RuleKind.DEPENDENCY)
    return RuleData(
        id=0, host=host, field=condition["field"], kind=kind, name="", settings=condition["settings"], message="",
        valid_from=date.min,
    )  # fmt: skip


def condition_text(host: str, condition: Condition) -> str:
    """The condition in the active language: 客户来源：展会."""
    field, settings = condition["field"], condition["settings"]
    if condition["ask"] == Ask.ONE_OF:
        words = values_text(host, field, settings["allowed"])
    else:
        words = settings_text(host, field, settings) or str(Ask(condition["ask"]).label)
    facts = {"field": field_label(host, field), "words": words}
    return _("%(field)s 不符合：%(words)s") % facts if condition["is_not"] else _("%(field)s：%(words)s") % facts
