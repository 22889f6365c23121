"""Form fields of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from danshu.identity.policy import PASSWORD_MAXIMUM
from danshu.identity.rules.fields import check_phone
from danshu.identity.rules.names import RULE, is_user_name
from danshu.ui.fields import TextField

# Each language under its own name, whatever the language of the page.
LANGUAGE_CHOICES = [("zh-hans", "简体中文"), ("en", "English")]
COMMON_ZONES = (
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul",
    "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Australia/Sydney", "UTC",
)  # fmt: skip


class UserNameField(TextField):
    """4 to 16 letters and digits (ACC-007)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", RULE)
        super().__init__(max_length=16, **kwargs)
        self.widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")

    def clean(self, value: Any) -> Any:
        """Refuse another form in words."""
        text = super().clean(value)
        if text and not is_user_name(text):
            raise ValidationError(RULE, code="malformed")
        return text


class StaffPhoneField(TextField):
    """The telephone of a colleague or a unit; checked here already, so that all errors show at once (COM-008)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}))
        super().__init__(max_length=30, **kwargs)
        self.validators.append(check_phone)


class PasswordField(forms.CharField):
    """A password: up to 128 characters, pasting allowed, never sent back to the browser."""

    def __init__(self, *, is_new: bool, **kwargs: Any) -> None:
        autocomplete = "new-password" if is_new else "current-password"
        kwargs.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": autocomplete}))
        super().__init__(strip=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """Refuse what is longer than any password of ours."""
        text = super().clean(value)
        if text and len(text) > PASSWORD_MAXIMUM:
            limit = {"limit": PASSWORD_MAXIMUM, "length": len(text)}
            raise ValidationError(_("密码最多 %(limit)s 个字符，现在是 %(length)s 个") % limit, code="max_length")
        return text


class Ticks(forms.CheckboxSelectMultiple):
    """Several choices to tick, in columns."""

    template_name = "identity/widgets/ticks.html"


def require_same(form: forms.Form, first: str, second: str) -> None:
    """Add an error beside the second field when the two entries differ."""
    one, other = form.cleaned_data.get(first), form.cleaned_data.get(second)
    if one and other and one != other:
        form.add_error(second, _("两次输入的密码不一致"))


@cache
def time_zone_choices() -> Sequence[tuple[str, str]]:
    """Time zones: the usual ones first, then all regions."""
    others = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    rest = [name for name in others if name not in COMMON_ZONES]
    return [(name, name.replace("_", " ")) for name in (*COMMON_ZONES, *rest)]
