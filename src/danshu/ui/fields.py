"""Form fields with the limits and habits of the house (COM-007, COM-008, COM-014)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.ui.normalise import plain_number

Text = str | Promise

NAME_LENGTH = 50
REMARK_LENGTH = 500


def _with_class(widget: forms.Widget, name: str) -> None:
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()


class TextField(forms.CharField):
    """One line of text. max_length counts characters; a Chinese character is one."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        # the browser must not cut off silently what the server would refuse in words
        self.widget.attrs.pop("maxlength", None)
        self.error_messages["max_length"] = ""

    def run_validators(self, value: Any) -> None:
        """Say the limit and the actual length instead of a bare refusal."""
        if value and self.max_length and len(value) > self.max_length:
            raise ValidationError(
                _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": self.max_length, "length": len(value)},
                code="max_length",
            )
        super().run_validators(value)


class NameField(TextField):
    """A name: at most 50 characters (COM-008)."""

    def __init__(self, *, max_length: int = NAME_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class RemarkField(TextField):
    """A remark: at most 500 characters, several lines, optional (COM-008)."""

    span = 4

    def __init__(
        self, *, max_length: int = REMARK_LENGTH, required: bool = False, rows: int = 2, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("label", _("备注"))
        super().__init__(max_length=max_length, required=required, **kwargs)


class DecimalField(forms.DecimalField):
    """An exact number, typed with or without separators, in half or full width."""

    def __init__(self, *, suffix: Text = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "r"}))
        self.suffix = suffix
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """Read the number after removing separators."""
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


class MoneyField(DecimalField):
    """An amount with two decimals unless said otherwise; 12 digits before the point."""

    def __init__(self, *, decimal_places: int = 2, **kwargs: Any) -> None:
        super().__init__(max_digits=12 + decimal_places, decimal_places=decimal_places, **kwargs)


class QuantityField(DecimalField):
    """A quantity above zero; whole unless `decimal_places` (at most 3) allows more."""

    def __init__(self, *, decimal_places: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal(1).scaleb(-decimal_places))
        super().__init__(max_digits=9 + decimal_places, decimal_places=decimal_places, **kwargs)


class DateField(forms.DateField):
    """A day, chosen with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"])
        super().__init__(**kwargs)


class DateTimeField(forms.DateTimeField):
    """A moment in the person's time zone, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        super().__init__(**kwargs)


class ChoiceField(forms.ChoiceField):
    """A drop-down list. `choices` may be a callable, read each time the form is made.

    An invalidated value that the record already carries keeps showing when `current=(value, label)` is given to
    `keep_current`; it can be saved unchanged but not be chosen anew (COM-005).
    """

    def keep_current(self, value: str, label: Text) -> None:
        """Offer the record's own value although it is no longer valid."""
        choices = list(self.choices)
        if value and str(value) not in {str(code) for code, _label in choices}:
            self.choices = [*choices, (str(value), _("%(label)s（失效）") % {"label": label})]


AMBIGUOUS = "?"


class PickerWidget(forms.TextInput):
    """Search and choose one record. With scripts an ARIA combobox over `url`, see danshu.ui.picker.

    Without scripts the typed text is searched on the server: one match is taken, several come back as a list to
    choose from.
    """

    template_name = "ui/picker/widget.html"

    def __init__(
        self,
        url: Callable[[], str],
        label_of: Callable[[str], str],
        search: Callable[[str], Sequence[tuple[Any, str]]] | None = None,
        create_url: str = "",
    ) -> None:
        super().__init__()
        self.url, self.label_of, self.search, self.create_url = url, label_of, search, create_url

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs: endpoint, shown text, and matches when the text was ambiguous."""
        context = super().get_context(name, value, attrs)
        text = "" if value in (None, "") else str(value)
        ambiguous = text.startswith(AMBIGUOUS)
        context["widget"]["value"] = "" if ambiguous else text
        context["picker"] = {
            "url": self.url(),
            "text": text[1:] if ambiguous else (self.label_of(text) if text else ""),
            "matches": self.search(text[1:]) if ambiguous and self.search else [],
            "create_url": self.create_url,
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The chosen key; or, when the text does not belong to it, the key that the text finds."""
        key, text = super().value_from_datadict(data, files, name) or "", data.get(f"{name}-text")
        choice = data.get(f"{name}-choice")
        if choice:
            return choice
        if text is None or (key and self.label_of(key) == text.strip()):
            return key
        text = text.strip()
        if not text:
            return ""
        matches = self.search(text) if self.search else []
        return str(matches[0][0]) if len(matches) == 1 else AMBIGUOUS + text


class PickerField(forms.CharField):
    """The key of a record that a picker offers.

    url: lazily, the picker's endpoint. label_of(key): the text of the chosen record, "" when it is not in the
    actor's scope. search(text): at most 20 (key, text) pairs in the actor's scope, for typing without choosing and for
    browsers without scripts. convert: how the key is stored, int by default. Whether the record may be used is checked
    by the operation.
    """

    def __init__(
        self,
        *,
        url: Callable[[], str],
        label_of: Callable[[str], str],
        search: Callable[[str], Sequence[tuple[Any, str]]] | None = None,
        convert: Callable[[str], Any] = int,
        create_url: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", PickerWidget(url, label_of, search, create_url))
        self.convert = convert
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """The key in its own type; None when nothing is chosen. Text that names no single record is refused."""
        if value in self.empty_values:
            return None
        try:
            return self.convert(value)
        except (TypeError, ValueError):
            raise ValidationError(_("从列表中选择一条记录"), code="invalid") from None

    def clean(self, value: Any) -> Any:
        """Refuse an empty required picker in words."""
        key = self.to_python(value)
        if key is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return key


def style(fields: Sequence[forms.Field]) -> None:
    """Give each control the class of its kind."""
    for field in fields:
        widget = field.widget
        if isinstance(widget, forms.HiddenInput):
            continue
        if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
            _with_class(widget, "form-check-input")
        elif isinstance(widget, forms.Select):
            _with_class(widget, "form-select")
        else:
            _with_class(widget, "form-control")
