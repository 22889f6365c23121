"""Form fields with the limits and habits of the house (COM-007, COM-008, COM-014)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.kit.days import EARLIEST, day_problem
from danshu.kit.texts import text_fault
from danshu.ui.normalise import plain_code, plain_number
from danshu.ui.picker_fields import PickerField, PickerWidget

__all__ = [
    "ChoiceField",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "EmailField",
    "IntegerField",
    "MoneyField",
    "NameField",
    "PhoneField",
    "PickerField",
    "PickerWidget",
    "QuantityField",
    "RemarkField",
    "TextField",
    "WebField",
]

Text = str | Promise

NAME_LENGTH = 50
MOBILE_LENGTH = 11
SHORT_NUMBERS = ("100", "101", "110", "111", "112", "119", "120", "122", "123")
REMARK_LENGTH = 500
NUMBER_MESSAGES: dict[str, Text] = {
    "invalid": _("应为数字，例如 1,234.50"),
    "min_value": _("不能小于 %(limit_value)s，现在是 %(show_value)s"),
    "max_value": _("不能大于 %(limit_value)s，现在是 %(show_value)s"),
    "max_digits": _("最多 %(max)s 位数字"),
    "max_decimal_places": _("最多 %(max)s 位小数"),
    "max_whole_digits": _("整数部分最多 %(max)s 位"),
}


def _with_class(widget: forms.Widget, name: str) -> None:
    names = str(widget.attrs.get("class", "")).split()
    if name not in names:
        widget.attrs["class"] = " ".join([*names, name])


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
        if isinstance(value, str) and (fault := text_fault(value)):
            raise ValidationError(fault, code="control_characters")
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
        super().__init__(error_messages=NUMBER_MESSAGES | kwargs.pop("error_messages", {}), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
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
    """A day between `earliest` and the end of the century, chosen with the browser's own calendar."""

    def __init__(self, *, earliest: date = EARLIEST, **kwargs: Any) -> None:
        self.earliest = earliest
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"])
        messages = {"invalid": _("应为日期，例如 2026-09-18")}
        super().__init__(error_messages=messages | kwargs.pop("error_messages", {}), **kwargs)

    def validate(self, value: Any) -> None:
        """Refuse a day that no business has, naming the first and the last."""
        super().validate(value)
        if value and (problem := day_problem(value, self.earliest)):
            raise ValidationError(problem, code="day_out_of_range")


class IntegerField(forms.IntegerField):
    """A whole number, typed with or without separators."""

    def __init__(self, *, suffix: Text = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "r"}))
        self.suffix = suffix
        messages = NUMBER_MESSAGES | {"invalid": _("应为整数")}
        super().__init__(error_messages=messages | kwargs.pop("error_messages", {}), **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Read the number after removing separators."""
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


class EmailField(TextField):
    """An e-mail address (COM-008)."""

    def __init__(self, *, max_length: int = 100, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(max_length=max_length, **kwargs)
        self.validators.append(EmailValidator(_("应为邮箱地址，例如 name@example.com")))


class WebField(TextField):
    """A web address (COM-008)."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.URLInput())
        super().__init__(max_length=max_length, **kwargs)
        self.validators.append(URLValidator(["http", "https"], message=_("应为网址，以 http:// 或 https:// 开头")))


class PhoneField(TextField):
    """A telephone number; blanks and dashes are taken out. Eleven digits when it starts like a mobile number."""

    def __init__(self, *, max_length: int = 20, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value: Any) -> str:
        """The number without blanks and dashes; refused in words when it cannot be one."""
        number = plain_code(str(super().clean(value) or ""))
        digits = number.removeprefix("+")
        if not number:
            return ""
        if not digits.isascii() or not digits.isdigit() or not 5 <= len(digits) <= 15:
            raise ValidationError(_("应为电话号码，只含数字，例如 13800000000 或 010-60000000"), code="invalid")
        if number[0] == "1" and number[:3] not in SHORT_NUMBERS and len(number) != MOBILE_LENGTH:
            raise ValidationError(_("应为 11 位手机号，现在是 %(length)s 位") % {"length": len(number)}, code="invalid")
        return number


class DateTimeField(forms.DateTimeField):
    """A moment in the person's time zone, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        messages = {"invalid": _("应为日期和时间，例如 2026-09-18 10:24")}
        super().__init__(error_messages=messages | kwargs.pop("error_messages", {}), **kwargs)


class ChoiceField(forms.ChoiceField):
    """A drop-down list. `choices` may be a callable, read each time the form is made.

    An invalidated value that the record already carries keeps showing when `current=(value, label)` is given to
    `keep_current`; it can be saved unchanged but not be chosen anew (COM-005).
    """

    def keep_current(self, value: str, label: Text) -> None:
        """Offer the record's own value although it is no longer valid."""
        choices: list[tuple[Any, Any]] = list(self.choices)  # type: ignore[arg-type]
        if value and str(value) not in {str(code) for code, _label in choices}:
            self.choices = [*choices, (str(value), _("%(label)s（失效）") % {"label": label})]


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
