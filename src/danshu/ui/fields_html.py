"""One form field as markup: label, control, hint, error (ui.md section 4.4, COM-008)."""

from __future__ import annotations

from django.forms import BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from danshu.ui.fields import style


def field_html(bound: BoundField, *, span: int = 1, icon: str = "", suffix: str = "", hint: str = "") -> SafeString:
    """Everything around one control; errors and hint are tied to it through aria-describedby."""
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
    widget = bound.field.widget
    context = {
        "bound": bound,
        "control": SafeString(bound.as_widget(attrs=attrs)),
        "identity": identity,
        "hint": hint,
        "errors": errors,
        "required": bound.field.required and not getattr(bound.field, "disabled", False),
        "checkbox": isinstance(widget, CheckboxInput),
        "group": widget.use_fieldset,
        "span": span if span > 1 else getattr(bound.field, "span", 1),
        "icon_name": icon or getattr(bound.field, "icon", ""),
        "suffix": suffix or getattr(bound.field, "suffix", ""),
    }
    return SafeString(render_to_string("ui/parts/field.html", context))
