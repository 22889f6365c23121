"""The form field that chooses a division, beside the free text that it fills in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.regions.queries import Place, find, is_known, place_of, propose

CODE = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}")
UNKNOWN = "?"


class RegionWidget(forms.TextInput):
    """A cascader with search; without scripts a text that the server looks up.

    targets: part (province, city, district, street, line, recipient, phone, postal_code, country) -> name of the control in the
    same form that carries it. paste: whether a pasted text is understood here. texts: what an old record says in words; its
    division is proposed, never taken.
    """

    template_name = "regions/widget.html"

    def __init__(self, *, targets: Mapping[str, str], paste: bool = False) -> None:
        super().__init__()
        self.targets, self.paste = dict(targets), paste
        self.texts: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs: the place behind the code, or the text that named none."""
        context = super().get_context(name, value, attrs)
        given = "" if value is None else str(value)
        unknown = given.startswith(UNKNOWN)
        place = None if unknown else place_of(given)
        context["widget"]["value"] = place.code if place else ""
        context["region"] = {
            "place": place, "text": given[1:] if unknown else (place.text if place else ""),
            "proposed": propose(*self.texts) if self.texts and not given else None,
            "targets": self.targets, "paste": self.paste,
            "columns_url": reverse("regions:columns"), "find_url": reverse("regions:options"),
            "parse_url": reverse("regions:parse"),
        }  # fmt: skip
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The chosen code; or, when the text does not belong to it, the code that the text finds."""
        code, text = super().value_from_datadict(data, files, name) or "", (data.get(f"{name}-text") or "").strip()
        if code and (not text or _text_of(place_of(code)) == text):
            return code
        if not text:
            return code if f"{name}-text" not in data else ""
        found = find(text, most=2)
        meant = [place for place in found if place.text == text] or (found if len(found) == 1 else [])
        return meant[0].code if meant else UNKNOWN + text


class AddressLineWidget(forms.TextInput):
    """An address on one line, with the cascader and the pasted text below it as a help: only the words are stored."""

    template_name = "regions/line.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The help has no name of its own among the entries of the form."""
        context = super().get_context(name, value, attrs)
        identity = f"{context['widget']['attrs'].get('id', name)}-region"
        helper = RegionWidget(targets={"line": name}, paste=True)
        attributes = {"id": identity, "aria-label": _("按地区填写地址")}
        context["helper"] = helper.render(f"{name}-region", None, attributes) if is_known() else ""
        return context


def _text_of(place: Place | None) -> str:
    return place.text if place else ""


class RegionField(forms.CharField):
    """The code of a division, "" for none. Whether it can be chosen is checked by the operation."""

    span = 4

    def __init__(self, *, targets: Mapping[str, str], paste: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=RegionWidget(targets=targets, paste=paste), **kwargs)

    def to_python(self, value: Any) -> str:
        """The code. Refuses a text that names no division."""
        text = str(super().to_python(value) or "")
        if text and not CODE.fullmatch(text):
            raise ValidationError(_("没有找到这个地区，从列表中选择"), code="invalid")
        return text
