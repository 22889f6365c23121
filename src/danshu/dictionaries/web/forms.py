"""The form of a value (COM-008, COM-015)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.registry import Attribute, Dictionary
from danshu.ui.fields import ChoiceField, NameField, RemarkField
from danshu.ui.forms import Form, Section


class ValueForm(Form):
    """Name, English name, remark, and what the dictionary's values state besides."""

    name = NameField(label=_("名称"), help_text=_("在本资料的有效值里唯一"))
    name_en = NameField(label=_("英文名称"), required=False, help_text=_("英文界面显示；不填则显示名称"))
    remark = RemarkField()

    def __init__(
        self, data: Any = None, *, declared: Dictionary, stated: Mapping[str, Any] | None = None, **kw: Any
    ) -> None:
        states = declared.stated(stated or {})
        kw["initial"] = {**kw.get("initial", {}), **states}
        self.base_fields = {**self.base_fields, **{each.code: _field(each) for each in declared.attributes}}  # type: ignore[misc]
        self.own = list(states)
        self.sections = [Section(_("内容"), ["name:2", "name_en:2", *(f"{code}:2" for code in self.own), "remark:4"])]  # type: ignore[misc]
        super().__init__(data, **kw)

    @property
    def entry(self) -> dict[str, Any]:
        """The arguments of the operations."""
        words = {name: value for name, value in self.values.items() if name not in self.own}
        return {**words, "attributes": {name: self.values[name] for name in self.own}}


def _field(attribute: Attribute) -> forms.Field:
    if attribute.choices:
        return ChoiceField(label=attribute.label, choices=attribute.options)
    return forms.BooleanField(label=attribute.label, required=False)
