"""Reading parameters: one query for all of them, kept for one request or one operation and no longer (CC-14)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar, cast

from django.utils.translation import gettext_lazy as _

from danshu.kit.clock import now, set_company_zone
from danshu.kit.context import operation_memo
from danshu.kit.questions import Question, Rows, ask_together
from danshu.parameters.models import CompanyImage, ParameterSetting
from danshu.parameters.registry import PARAMETERS
from danshu.parameters.types import ValueProblem

IN_FORCE = """
SELECT DISTINCT ON (name) name, value::text AS value FROM parameters_parametersetting
WHERE effective_at <= %(parameters_at)s AND withdrawn_at IS NULL ORDER BY name, effective_at DESC, id DESC
"""


T = TypeVar("T")
MEMO = "parameters"
LOGO, SEAL = "logo", "seal"
IMAGES = {LOGO: _("公司标志"), SEAL: _("公司印章")}


class ReadScope:
    """What was read once in a request or job, by name."""

    def __init__(self) -> None:
        self.asked: dict[str, Question[Any]] = {}


_SCOPE: ContextVar[ReadScope | None] = ContextVar("parameters", default=None)
_ALONG: dict[str, Callable[[], Question[Any]]] = {}


def read_along(name: str, make: Callable[[], Question[Any]]) -> None:
    """Let another module's small table be read with the statement that reads the parameters; `kept` gives its answer."""
    _ALONG[name] = make


def kept(name: str, make: Callable[[], Question[T]]) -> Question[T]:
    """A question whose answer is kept as long as the parameters: for one request, job or operation (CC-14)."""
    scope = _SCOPE.get()
    store = operation_memo() if scope is None else scope.asked
    if store is None:
        return make()  # without a request, a job or an operation around it nobody keeps it
    if name not in store:
        store[name] = make()
    return cast("Question[T]", store[name])


def value(name: str) -> Any:
    """The value in force now, typed as declared. Raises KeyError for an undeclared name."""
    return values([name])[name]


def values(names: Sequence[str]) -> Mapping[str, Any]:
    """Several values in one query at most. Raises KeyError for an undeclared name."""
    question = parameters_question()
    if question.is_open and _keeps():
        ask_together(question, *(kept(name, make) for name, make in _ALONG.items()))
    changed = question.answer()
    return {name: changed[name] if name in changed else PARAMETERS[name].default for name in names}


def last_change_of(names: Sequence[str]) -> dict[str, ParameterSetting]:
    """The newest change of each parameter that has one, in force or planned."""
    rows = ParameterSetting.objects.filter(name__in=names, withdrawn_at=None)
    return {row.name: row for row in rows.order_by("name", "-id").distinct("name")}


def planned_changes(at: datetime) -> list[ParameterSetting]:
    """Changes that count from a later moment, the earliest first."""
    return list(ParameterSetting.objects.filter(effective_at__gt=at, withdrawn_at=None).order_by("effective_at", "id"))


def change_history(name: str, limit: int) -> list[ParameterSetting]:
    """Every change of a parameter, the latest first, withdrawn ones included."""
    return list(ParameterSetting.objects.filter(name=name).order_by("-id")[:limit])


def replaced_values(rows: Sequence[ParameterSetting]) -> list[Any]:
    """For each change of one parameter, the stored value that was to hold at its moment without it; None = the default.

    rows: the latest first. A change that was withdrawn replaced nothing for those after it.
    """
    return [_before(row, rows[index + 1 :]) for index, row in enumerate(rows)]


def _before(row: ParameterSetting, older: Sequence[ParameterSetting]) -> Any:
    counted = [each for each in older if each.withdrawn_at is None and each.effective_at <= row.effective_at]
    newest = max(counted, key=lambda each: (each.effective_at, each.pk), default=None)
    return None if newest is None else newest.value


def company_image(name: str) -> bytes | None:
    """Logo or seal as PNG; None when there is none. The seal is for printing only, no page hands it out."""
    content = CompanyImage.objects.filter(name=name).values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def refresh_company_zone() -> None:
    """Make the clock use the company's time zone of this moment (COM-014); called as a request or job begins."""
    set_company_zone(value("company_timezone"))


def begin_scope() -> None:
    """From now on, until the next call, read the table once only: a request or a job begins."""
    _SCOPE.set(ReadScope())


def end_scope() -> None:
    """Read the table at each call again."""
    _SCOPE.set(None)


def forget() -> None:
    """Read anew within the same request and operation, because a parameter or what is read along was just changed."""
    if scope := _SCOPE.get():
        scope.asked.clear()
    memo = operation_memo() or {}
    for name in (MEMO, *_ALONG):
        memo.pop(name, None)


def parameters_question() -> Question[dict[str, Any]]:
    """The reading of the table, for whoever asks it together with other questions; `value` and `values` use its answer
    for as long as it is kept."""
    return kept(MEMO, _question)


def _keeps() -> bool:
    return _SCOPE.get() is not None or operation_memo() is not None


def _question() -> Question[dict[str, Any]]:
    return Question(IN_FORCE, {"parameters_at": now()}, _changed)


def _changed(rows: Rows) -> dict[str, Any]:
    """The parameters that differ from their defaults."""
    found = {}
    for row in rows:
        declared = PARAMETERS.get(row["name"])
        data = None if row["value"] is None else json.loads(row["value"])
        if declared is None or data is None:
            continue
        try:
            found[row["name"]] = declared.type.load(data)
        except ValueProblem:  # stored under older limits: the default is the safe value
            continue
    return found
