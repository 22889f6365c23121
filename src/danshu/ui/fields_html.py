"""One form field as markup: label, control, hint, error (ui.md section 4.4, COM-008)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import BoundField, CheckboxInput, Field, Select
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from danshu.ui.fields import style
from danshu.ui.formats import NOTHING, amount_text, date_text
from danshu.ui.picker_fields import PickerWidget


def is_starred(field: Field) -> bool:
    """True for what must be given: by the form itself, or later by the operation (`field.starred = True`)."""
    return bool(field.required or getattr(field, "starred", False))


def field_html(bound: BoundField, *, span: int = 1, icon: str = "", suffix: str = "", hint: str = "") -> SafeString:
    """Everything around one control; errors and hint are tied to it through aria-describedby.

    A field with `fixed = True` shows its value and sends it along: the record's state allows no change.
    """
    style([bound.field])  # also fields that a form added after its start
    hint = hint or str(bound.help_text or "")
    identity = bound.id_for_label or bound.auto_id or ""
    described = [f"{identity}-hint"] if hint else []
    errors = list(bound.errors)
    if errors:
        described.append(f"{identity}-error")
    attrs: dict[str, str | bool] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if errors:
        attrs["aria-invalid"] = "true"
    widget, fixed = bound.field.widget, getattr(bound.field, "fixed", False)
    context = {
        "bound": bound,
        "control": _fixed(bound, identity) if fixed else SafeString(bound.as_widget(attrs=attrs)),
        "identity": identity,
        "hint": hint,
        "errors": errors,
        "fixed": fixed,
        "required": is_starred(bound.field) and not fixed and not getattr(bound.field, "disabled", False),
        "checkbox": isinstance(widget, CheckboxInput),
        "group": widget.use_fieldset,
        "span": span if span > 1 else getattr(bound.field, "span", 1),
        "icon_name": icon or getattr(bound.field, "icon", ""),
        "suffix": suffix or getattr(bound.field, "suffix", ""),
    }
    return SafeString(render_to_string("ui/parts/field.html", context))


def _fixed(bound: BoundField, identity: str) -> SafeString:
    """The value in words, and the same value as it is sent."""
    value = bound.value()
    return format_html('<output class="x-fixed" id="{}">{}</output>{}', identity, _told(bound, value), bound.as_hidden(
        attrs={"id": f"{identity}-fixed"}))  # fmt: skip


def _told(bound: BoundField, value: Any) -> str:
    widget = bound.field.widget
    if value in (None, ""):
        return NOTHING
    if isinstance(widget, PickerWidget):
        return widget.label_of(str(value)) or NOTHING
    if isinstance(widget, Select):
        return str({str(key): label for key, label in widget.choices}.get(str(value), NOTHING))
    if isinstance(value, Decimal):
        return amount_text(value)
    return date_text(value) if isinstance(value, date) else str(value)
