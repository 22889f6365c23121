"""What a segment says, checked before it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.segments.conditions import clean_conditions
from danshu.segments.errors import SegmentNameTaken
from danshu.segments.models import Segment

NAME_LENGTH, REMARK_LENGTH = 50, 500
FIELDS = ("name", "remark", "is_dynamic", "is_all", "conditions")


def checked(values: Mapping[str, Any], current: Segment | None = None) -> dict[str, Any]:
    """The columns to store; what is not given stays. Raises FieldErrors with every problem, SegmentNameTaken."""
    stored = {name: getattr(current, name) for name in FIELDS} if current else {"remark": "", "is_all": True}
    stored |= {"is_dynamic": False, "conditions": []} if current is None else {}
    merged = {**stored, **{name: values[name] for name in FIELDS if values.get(name) is not None}}
    problems: list[FieldProblem] = []
    for name, most, least in (("name", NAME_LENGTH, 1), ("remark", REMARK_LENGTH, 0)):
        merged[name] = str(merged.get(name, "")).strip()
        if not least <= len(merged[name]) <= most or "\x00" in merged[name]:
            text = _("填写 1 到 %(limit)s 个字") if least else _("最多 %(limit)s 个字")
            problems.append(FieldProblem(name, "required" if least else "too_long", text % {"limit": most}))
    if values.get("conditions") is not None:
        try:
            merged["conditions"] = clean_conditions(values["conditions"])
        except FieldErrors as refused:
            problems += refused.problems
    if merged["is_dynamic"] and not merged["conditions"] and not problems:
        problems.append(FieldProblem("conditions", "required", _("动态分群至少要有一个条件")))
    if problems:
        raise FieldErrors(problems)
    besides = current.pk if current else 0
    if Segment.objects.filter(name=merged["name"]).exclude(pk=besides).exists():
        raise SegmentNameTaken(field="name", name=merged["name"])
    return merged
