"""Cells of the line grid, used by the templates of ui/grid."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def cell(line: Any, column: Any) -> Any:
    """What a line holds in a column: what was entered, or in columns that only show, what the server computed."""
    shown = line.shown.get(column.key)
    typed = column.enters and column.kind != "finder"
    return line.values.get(column.key, "") if typed or shown is None else shown


@register.simple_tag
def placeholder(line: Any, column: Any) -> SafeString | str:
    """What holds as long as nothing is entered, for example the price of the price list."""
    shown = line.shown.get(column.key)
    return "" if shown is None else format_html(' placeholder="{}"', shown)


@register.simple_tag
def cell_text(line: Any, column: Any) -> str:
    """The text of a finder's choice."""
    name = f"{column.key}-text"
    return str(line.shown.get(name) or line.values.get(name, ""))


@register.simple_tag
def chosen(line: Any, column: Any, value: Any) -> str:
    """Mark the chosen option."""
    return " selected" if str(line.values.get(column.key, "")) == str(value) else ""


@register.simple_tag
def invalid(line: Any, column: Any) -> SafeString | str:
    """Mark a field that must be changed and tie its message to it."""
    if column.key not in line.bad_fields:
        return ""
    return format_html(' aria-invalid="true" aria-describedby="{}"', f"{line.prefix}-{line.index}-{column.key}-msg")


@register.simple_tag
def line_label(number: int | str, column: Any) -> str:
    """第 3 行 数量"""
    return _("第 %(number)s 行 %(label)s") % {"number": number, "label": column.label}


@register.simple_tag
def remove_label(number: int | str) -> str:
    """删除第 3 行"""
    return _("删除第 %(number)s 行") % {"number": number}


@register.simple_tag
def remedy_values(remedy: Any) -> str:
    """The fields a remedy sets, as data for the browser."""
    return json.dumps(dict(remedy.values), ensure_ascii=False)
