"""The form of the second step: one choice per column, values for fields without a column, settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from danshu.exchange.fields import Field, FieldType
from danshu.exchange.headings import Column
from danshu.exchange.importing import ImportKind, Policy
from danshu.exchange.models import BatchPolicy
from danshu.exchange.operations.map_columns import ColumnMapping
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.ui.fields import ChoiceField, TextField
from danshu.ui.forms import Form

TEXT_LENGTH = 500


class MappingForm(Form):
    """Fields are named column_<number>, constant_<field>, option_<name>, policy."""

    def __init__(
        self,
        data: Any,
        *,
        kind: ImportKind,
        columns: Sequence[Column],
        mapping: Mapping[str, Any],
        policy: str,
        **kwargs: Any,
    ) -> None:
        self.kind, self.columns, self.mapping = kind, columns, mapping
        super().__init__(data, **kwargs)
        chosen = {column: field for field, column in mapping["columns"].items()}
        choices = [("", _("不导入")), *((f.name, _starred(f)) for f in kind.fields)]
        for column in columns:
            name = f"column_{column.index}"
            self._add(name, ChoiceField(label=column.heading, required=False, choices=choices))
            self.initial[name] = chosen.get(column.index, "")
        for field in kind.fields:
            self._add(f"constant_{field.name}", _input(field))
            self.initial[f"constant_{field.name}"] = mapping.get("constants", {}).get(field.name, "")
        for option in kind.options:
            self._add(f"option_{option.name}", _input(option))
            given = mapping.get("options", {}).get(option.name)
            self.initial[f"option_{option.name}"] = given if given is not None else option.default or ""
        policies = [(value, BatchPolicy(value).label) for value in map(str, kind.policies)]
        self._add("policy", forms.ChoiceField(label=_("已有记录"), choices=policies, widget=forms.RadioSelect))
        self.initial["policy"] = policy if policy in map(str, kind.policies) else str(kind.policies[0])

    def _add(self, name: str, field: forms.Field) -> None:
        from danshu.ui.fields import style

        self.fields[name] = field
        style([field])

    def column_rows(self) -> Iterator[tuple[Column, BoundField]]:
        """Each column with its choice."""
        for column in self.columns:
            yield column, self[f"column_{column.index}"]

    def constants(self, *, required: bool) -> list[BoundField]:
        """Values for fields that have no column: the required ones, or the others."""
        taken = set(self.mapping["columns"])
        if self.is_bound:
            taken = {self[f"column_{c.index}"].value() for c in self.columns}
        return [
            self[f"constant_{f.name}"]
            for f in self.kind.fields
            if f.name not in taken and (f.required and f.default is None) == required
        ]

    def options(self) -> list[BoundField]:
        """The settings of this kind."""
        return [self[f"option_{option.name}"] for option in self.kind.options]

    def decided(self, sheet: int, heading_row: int) -> ColumnMapping:
        """The entries as the operation wants them. A field chosen twice is refused by the form itself."""
        columns: dict[str, int] = {}
        problems = []
        for column in self.columns:
            field = self.cleaned_data[f"column_{column.index}"]
            if field and field in columns:
                text = _("这个字段已经对应了别的列")
                problems.append(FieldProblem(f"column_{column.index}", "column_taken", text))
            elif field:
                columns[field] = column.index
        if problems:
            raise FieldErrors(problems)
        return ColumnMapping(
            sheet=sheet,
            heading_row=heading_row,
            columns=columns,
            constants=self._texts("constant_", set(columns)),
            options=self._texts("option_", set()),
            policy=Policy(self.cleaned_data["policy"]),
        )

    def _texts(self, prefix: str, without: set[str]) -> dict[str, str]:
        return {
            name.removeprefix(prefix): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value and name.removeprefix(prefix) not in without
        }

    def refuse(self, refusal: DomainError) -> None:
        """The operation speaks of fields of the kind; say it beside the column or the value of that field."""
        if isinstance(refusal, FieldErrors):
            refusal = FieldErrors([FieldProblem(self._place(p.field), p.code, p.text) for p in refusal.problems])
        super().refuse(refusal)

    def _place(self, field: str) -> str:
        for column in self.columns:
            if self.cleaned_data.get(f"column_{column.index}") == field:
                return f"column_{column.index}"
        return next((p + field for p in ("constant_", "option_", "") if p + field in self.fields), field)


def _starred(field: Field) -> str:
    return f"{field.label} *" if field.required else str(field.label)


def _input(field: Field) -> forms.Field:
    """A control for a value that holds for every row."""
    label, hint = str(field.label), str(field.hint)
    if field.type == FieldType.CHOICE:
        choices = [("", "—"), *((choice.value, choice.label) for choice in field.all_choices())]
        return ChoiceField(label=label, required=False, choices=choices, help_text=hint)
    if field.type == FieldType.BOOLEAN:
        choices = [("", "—"), ("true", _("是")), ("false", _("否"))]
        return ChoiceField(label=label, required=False, choices=choices, help_text=hint)
    return TextField(label=label, required=False, max_length=TEXT_LENGTH, help_text=hint)
