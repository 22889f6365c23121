"""What an operation calls: check what was entered in custom fields and say what changes (COM-008, COM-017).

    custom = take_custom("parties.customer", given, stored={}, actor=actor)      # a new record
    custom = take_custom("parties.customer", given, stored=row.custom, actor=actor, pk=row.pk)
    problems += custom.problems
    row.custom = custom.values

The same call stands in every way into a record, so that none skips a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.hosts import TARGETS
from danshu.custom_fields.queries import PREFIX, every_field, taken
from danshu.custom_fields.understanding import is_empty, understand
from danshu.custom_fields.wording import words_of
from danshu.dictionaries.queries import is_choosable
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem

Values = dict[str, Any]


@dataclass(slots=True)
class Taken:
    """All values of the record as they are to be stored, what was wrong, and the changes for the history."""

    values: Values = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def require(self) -> Values:
        """The values. Raises FieldErrors when something was wrong."""
        if self.problems:
            raise FieldErrors(self.problems)
        return self.values


def take_custom(
    host: str,
    given: Mapping[str, Any] | None,
    *,
    stored: Mapping[str, Any] | None = None,
    pk: int | None = None,
    actor: Actor,
    prefix: str = "",
) -> Taken:
    """Check given values by the codes of their fields; those not given stay as they are stored.

    stored: what the record says so far; None for a new record, which takes the defaults and must fill the required
    fields. pk: the record's key, for unique values. prefix: put before the names in problems ("contacts-0-").
    Wrong are: unknown, switched-off and retired fields, those the actor may not enter, and what their type, limits,
    pattern, list, uniqueness or required mark refuse; every problem is told, each at "custom-<code>".
    """
    fields = every_field(host)
    if not fields and not given:
        return Taken(dict(stored or {}))
    taking = _Taking(fields, dict(stored or {}), stored is None, pk, actor, prefix)
    taking.take(dict(given or {}))
    return taking.result


class _Taking:
    """One call, with what its steps share."""

    def __init__(
        self, fields: list[CustomField], stored: Values, is_new: bool, pk: int | None, actor: Actor, prefix: str
    ) -> None:
        self.fields = {each.code: each for each in fields}
        self.stored, self.is_new, self.pk, self.actor, self.prefix = stored, is_new, pk, actor, prefix
        self.result = Taken(dict(stored))

    def take(self, given: Values) -> None:
        for code in given:
            if code not in self.fields:
                self._refuse(f"custom-{code}"[:60], "unknown", _("没有这个字段"))
        for code, found in self.fields.items():
            if code in given:
                self._enter(found, given[code])
            elif self.is_new and found.is_on and found.default_value is not None:
                self.result.values[code] = found.default_value
            self._require(found, code in given)
        self._note()

    def _enter(self, found: CustomField, raw: Any) -> None:
        before = self.stored.get(found.code)
        try:
            value = None if is_empty(raw) else understand(found, raw)
            if value == before:
                return
            self._require_open(found)
            if value is not None:
                self._require_right(found, value, before)
        except ValueError as error:
            self._refuse(found.name, _code_of(error), str(error.args[0]))
            return
        self.result.values[found.code] = value
        if value is None:
            del self.result.values[found.code]

    def _require_open(self, found: CustomField) -> None:
        if not (found.is_on and found.is_valid):
            raise ValueError(_("字段「%(label)s」已关闭，不能再填写") % {"label": found.label}, "closed")
        if not found.changed_by(self.actor):
            raise ValueError(_("你没有填写「%(label)s」的权限") % {"label": found.label}, "forbidden")

    def _require_right(self, found: CustomField, value: Any, before: Any) -> None:
        if found.kind in TARGETS and value not in TARGETS[found.kind].known(self.actor, [value]):
            raise ValueError(_("从列表中选择%(label)s") % {"label": found.label})
        if found.dictionary and not is_choosable(found.dictionary, value):
            raise ValueError(_("从列表中选择%(label)s，失效的值不能再选") % {"label": found.label})
        if found.options:
            chosen = set(value) if isinstance(value, list) else {value}
            kept = set(before) if isinstance(before, list) else {before}
            if any(not each.is_valid for each in found.options if each.code in chosen - kept):
                raise ValueError(_("从列表中选择%(label)s，失效的值不能再选") % {"label": found.label})
        if found.is_unique and taken(found, str(value), besides=[self.pk] if self.pk else ()):
            raise ValueError(_("「%(value)s」已被另一条记录使用") % {"value": value}, "taken")

    def _require(self, found: CustomField, was_given: bool) -> None:
        """A required field is demanded of new records and of whoever touches it, not of those who may not enter it."""
        demanded = found.is_required and found.is_on and found.is_valid and (self.is_new or was_given)
        if not demanded or not found.changed_by(self.actor) or found.code in self.result.values:
            return
        if not any(problem.field == self.prefix + found.name for problem in self.result.problems):
            self._refuse(found.name, "required", _("填写%(label)s") % {"label": found.label})

    def _refuse(self, name: str, code: str, text: str) -> None:
        self.result.problems.append(FieldProblem(self.prefix + name, code, text))

    def _note(self) -> None:
        host = next(iter(self.fields.values())).host if self.fields else ""
        self.result.changes = changes_between(host, None if self.is_new else self.stored, self.result.values)


def _code_of(error: ValueError) -> str:
    return str(error.args[1]) if len(error.args) > 1 else "invalid"


def changes_between(
    host: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """What differs, as the history keeps it: names instead of keys, contact data shortened. before: None of a new record."""
    known = before or {}
    return {
        PREFIX + each.code: (
            None if before is None else words_of(each, known.get(each.code)), words_of(each, after.get(each.code)),
        )
        for each in every_field(host)
        if known.get(each.code) != after.get(each.code)
    }  # fmt: skip
