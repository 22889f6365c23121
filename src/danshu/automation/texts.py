"""Texts of actions with the record's name in them: 联系新客户 {记录}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.automation.registry import Call
from danshu.kit.errors import FieldProblem

MARKS = ("{记录}", "{record}")
HINT = gettext_lazy("{记录} 处填入记录的名称")


def filled(text: str, call: Call, limit: int) -> str:
    """The text with the record's name, cut to a length."""
    for mark in MARKS:
        text = text.replace(mark, call.looked.label)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def check_text(
    given: Mapping[str, Any], name: str, limit: int, *, required: bool = True
) -> tuple[str, list[FieldProblem]]:
    """A text within its limit, and what is wrong with it."""
    text = str(given.get(name) or "").replace("\r\n", "\n").strip()
    if required and not text:
        return text, [FieldProblem(name, "required", _("填写内容"))]
    if len(text) > limit:
        facts = {"limit": limit, "length": len(text)}
        return text, [FieldProblem(name, "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % facts)]
    if "\x00" in text:
        return text, [FieldProblem(name, "not_text", _("不能含有控制字符"))]
    return text, []


def check_days(given: Mapping[str, Any], name: str, most: int) -> tuple[int, list[FieldProblem]]:
    """A whole number of days from 0 to `most`, and what is wrong with it."""
    raw = given.get(name)
    text = str(raw if raw is not None else "").strip()
    if not text.isdecimal() or len(text) > 6 or int(text) > most:
        return 0, [FieldProblem(name, "range", _("应为 0 到 %(most)s 天") % {"most": most})]
    return int(text), []
