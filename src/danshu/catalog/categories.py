"""What a category must be like (CAT-005, COM-015)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from danshu.kit.errors import FieldProblem

NAME_LENGTH, REMARK_LENGTH = 50, 500


def name_problems(name: str, remark: str) -> list[FieldProblem]:
    """What is wrong with the texts of a category."""
    problems = []
    if not name:
        problems.append(FieldProblem("name", "required", _("填写名称")))
    for field, text, limit in (("name", name, NAME_LENGTH), ("remark", remark, REMARK_LENGTH)):
        if len(text) > limit:
            message = _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": limit, "length": len(text)}
            problems.append(FieldProblem(field, "max_length", message))
        elif "\x00" in text:
            problems.append(FieldProblem(field, "control", _("含有不能保存的字符")))
    return problems
