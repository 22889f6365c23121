"""What an announcement must say (ACC-025)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from danshu.access.queries import role_codes
from danshu.announcements.models import CONTENT_LENGTH, TITLE_LENGTH, AnnouncementType, Audience
from danshu.announcements.permissions import EDIT
from danshu.identity.store import require_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.days import day_problem
from danshu.kit.errors import FieldErrors, FieldProblem

MOST_UNITS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementData:
    """What is entered about an announcement."""

    title: str
    content: str
    type: str = AnnouncementType.NOTICE
    audience: str = Audience.ALL
    role_codes: tuple[str, ...] = ()
    unit_ids: tuple[int, ...] = ()
    from_date: date | None = None
    to_date: date | None = None
    is_top: bool = False
    must_confirm: bool = False


def check_data(data: AnnouncementData, *, held_units: frozenset[int], actor: Actor, at: datetime) -> None:
    """Raise FieldErrors with everything that is wrong, NoSuchChoice for a unit outside of the actor's scope.

    held_units: those that it addresses already, which may have become invalid since.
    """
    problems = [*_texts(data), *_choices(data), *_days(data, business_date(at))]
    if problems:
        raise FieldErrors(problems)
    for unit_id in sorted(set(data.unit_ids) - held_units):
        require_unit(unit_id, actor=actor, permission=EDIT, field="unit_ids")


def _texts(data: AnnouncementData) -> Iterator[FieldProblem]:
    for name, text, limit in (("title", data.title, TITLE_LENGTH), ("content", data.content, CONTENT_LENGTH)):
        if not text.strip():
            yield FieldProblem(name, "required", _("这一项必须填写"))
        elif len(text) > limit:
            words = _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": limit, "length": len(text)}
            yield FieldProblem(name, "max_length", words)
        elif any(unicodedata.category(char) == "Cc" and (name == "title" or char not in "\r\n\t") for char in text):
            yield FieldProblem(name, "control_characters", _("不能含有控制字符"))


def _choices(data: AnnouncementData) -> Iterator[FieldProblem]:
    for name, value, known in (
        ("type", data.type, AnnouncementType.values), ("audience", data.audience, Audience.values)
    ):  # fmt: skip
        if value not in known:
            yield FieldProblem(name, "not_offered", _("从列出的值里选择一个"))
    if (data.audience == Audience.ROLES) != bool(data.role_codes):
        yield FieldProblem("role_codes", "audience", _("对象为「指定角色」时选择角色，其他对象不选"))
    elif set(data.role_codes) - {code for code, _label in role_codes()}:
        yield FieldProblem("role_codes", "not_offered", _("从列出的值里选择一个"))
    if (data.audience == Audience.UNITS) != bool(data.unit_ids):
        yield FieldProblem("unit_ids", "audience", _("对象为「指定组织及下级」时选择组织，其他对象不选"))
    elif len(data.unit_ids) > MOST_UNITS:
        yield FieldProblem("unit_ids", "too_many", _("最多选择 %(limit)s 个") % {"limit": MOST_UNITS})


def _days(data: AnnouncementData, today: date) -> Iterator[FieldProblem]:
    for name in ("from_date", "to_date"):
        day = getattr(data, name)
        if day is not None and (problem := day_problem(day)):
            yield FieldProblem(name, "out_of_range", problem)
    if data.to_date is not None and data.to_date < (data.from_date or today):
        yield FieldProblem("to_date", "before_start", _("结束日期不能早于开始日期"))
