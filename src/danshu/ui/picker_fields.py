"""Fields that choose a record (COM-007)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from danshu.kit.keys import required_key

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
    browsers without scripts. convert: how the key is stored, as a number by default. Whether the record may be used is checked
    by the operation.
    """

    def __init__(
        self,
        *,
        url: Callable[[], str],
        label_of: Callable[[str], str],
        search: Callable[[str], Sequence[tuple[Any, str]]] | None = None,
        convert: Callable[[str], Any] = required_key,
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
