"""Whether a record keeps a rule; unique values are looked up elsewhere (danshu.validation.uniqueness)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from danshu.validation.definitions import RuleData
from danshu.validation.expressions import Unreadable, compiled
from danshu.validation.fields import day_of, field_of, number_of, value_of
from danshu.validation.kinds import Demand, RuleKind, ValueType
from danshu.validation.presets import PRESETS

TODAY = "today"
Facts = Mapping[str, Any]


def keeps(rule: RuleData, facts: Facts, *, today: date) -> bool:
    """True when the record keeps the rule, or the rule's field is no more. Format and range say nothing of empty fields."""
    found = field_of(rule.host, rule.field)
    if found is None:
        return True
    value = value_of(found, facts)
    return _WAYS[rule.kind](rule, facts, value, found.type, today)


def expression_of(settings: Mapping[str, Any]) -> str:
    """The expression of a format rule: its own, or that of a ready pattern."""
    preset = settings.get("preset", "")
    return PRESETS[preset].expression if preset in PRESETS else str(settings.get("expression", ""))


def key_of(value: Any) -> str:
    """A value as options store it."""
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def _required(rule: RuleData, facts: Facts, value: Any, kind: ValueType, today: date) -> bool:
    return value is not None


def _format(rule: RuleData, facts: Facts, value: Any, kind: ValueType, today: date) -> bool:
    if value is None:
        return True
    try:
        machine = compiled(expression_of(rule.settings))
    except Unreadable:  # an earlier release took it
        return True
    return all(machine.fits(str(each)) for each in (value if isinstance(value, list) else [value]))


def _range(rule: RuleData, facts: Facts, value: Any, kind: ValueType, today: date) -> bool:
    if value is None:
        return True
    low, high = rule.settings.get("minimum", ""), rule.settings.get("maximum", "")
    if kind == ValueType.DATE:
        first, last = limit_day(low, today), limit_day(high, today)
        return (first is None or value >= first) and (last is None or value <= last)
    least, most = number_of(low), number_of(high)
    measured = value if kind == ValueType.NUMBER else len(str(value))
    return (least is None or measured >= least) and (most is None or measured <= most)


def limit_day(text: str, today: date) -> date | None:
    """A limit as a day: ISO, or today."""
    return today if text == TODAY else day_of(text)


def _unique(rule: RuleData, facts: Facts, value: Any, kind: ValueType, today: date) -> bool:
    return True


def _dependency(rule: RuleData, facts: Facts, value: Any, kind: ValueType, today: date) -> bool:
    if not _is_met(rule, facts):
        return True
    demand = rule.settings["then"]
    if demand == Demand.REQUIRED:
        return value is not None
    if value is None:
        return True
    if demand == Demand.ONE_OF:
        allowed = set(rule.settings.get("allowed", ()))
        return all(key_of(each) in allowed for each in (value if isinstance(value, list) else [value]))
    other = field_of(rule.host, rule.settings.get("than", ""))
    than = value_of(other, facts) if other is not None else None
    return than is None or other is None or other.type != kind or value >= than


def _is_met(rule: RuleData, facts: Facts) -> bool:
    """The condition: the other field has one of the values; without values, it is filled in."""
    other = field_of(rule.host, rule.settings.get("when", ""))
    if other is None:
        return not rule.settings.get("when")  # no condition: always
    value = value_of(other, facts)
    wanted = set(rule.settings.get("when_values", ()))
    if not wanted:
        return value is not None
    return any(key_of(each) in wanted for each in (value if isinstance(value, list) else [value]) if each is not None)


_WAYS: dict[RuleKind, Callable[[RuleData, Facts, Any, ValueType, date], bool]] = {
    RuleKind.REQUIRED: _required,
    RuleKind.FORMAT: _format,
    RuleKind.RANGE: _range,
    RuleKind.UNIQUE: _unique,
    RuleKind.DEPENDENCY: _dependency,
}
