"""Forms of segments. They lay out and convert; the operations decide."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.segments.conditions import MOST, value_text
from danshu.segments.facts import FACTS, Group, Op
from danshu.segments.models import Segment
from danshu.segments.queries import segment_choices
from danshu.ui.fields import ChoiceField, IntegerField, NameField, RemarkField, TextField
from danshu.ui.forms import Form, Section

PART = re.compile(r"conditions\.(\d+)\.(fact|op|value|months)")
PARTS = ("fact", "op", "value", "months")
ROWS = MOST


def fact_choices() -> list[tuple[str, Any]]:
    """What can be compared, in groups."""
    grouped = [
        (str(group.label), [(f.code, str(f.label)) for f in FACTS.values() if f.group is group]) for group in Group
    ]
    return [("", "—"), *grouped]


def op_choices() -> list[tuple[str, Any]]:
    """How."""
    return [("", "—"), *((op.value, str(op.label)) for op in Op)]


class ConditionsForm(Form):
    """Rows of conditions: what, how, with what, over how many months."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        row: dict[str, Callable[[], forms.Field]] = {
            "fact": lambda: ChoiceField(label=pgettext_lazy("分群", "内容"), required=False, choices=fact_choices),
            "op": lambda: ChoiceField(label=_("比较"), required=False, choices=op_choices),
            "value": lambda: TextField(label=pgettext_lazy("分群", "值"), required=False, max_length=500),
            "months": lambda: IntegerField(label=_("最近几个月"), required=False, min_value=1, max_value=120),
        }
        made = {f"{part}_{n}": row[part]() for n in range(1, ROWS + 1) for part in PARTS}
        self.base_fields = {**self.base_fields, **made}  # type: ignore[misc]
        super().__init__(data, **kwargs)

    @property
    def condition_section(self) -> Section:
        """One line of four for each condition."""
        names = [f"{part}_{n}" for n in range(1, ROWS + 1) for part in PARTS]
        note = _("几个值用逗号分开；金额按本位币；月数只用于订单、沟通和到账，不填表示不限时间")
        return Section(pgettext_lazy("分群", "条件"), names, note)

    @property
    def conditions(self) -> list[dict[str, Any]]:
        """The rows that say something."""
        rows = [{part: self.cleaned_data.get(f"{part}_{n}") for part in PARTS} for n in range(1, ROWS + 1)]
        self.places = [n for n, row in enumerate(rows, 1) if any(row[p] not in ("", None) for p in PARTS)]
        return [rows[n - 1] for n in self.places]

    def _named(self, field: str) -> str | None:
        found = PART.fullmatch(field)
        if found is not None:
            return f"{found[2]}_{self.places[int(found[1])]}"
        return "fact_1" if field == "conditions" else super()._named(field)


def conditions_initial(conditions: list[dict[str, Any]]) -> dict[str, Any]:
    """What the rows start with."""
    initial: dict[str, Any] = {}
    for n, each in enumerate([c for c in conditions if c["fact"] in FACTS][:MOST], 1):
        initial |= {
            f"fact_{n}": each["fact"], f"op_{n}": each["op"], f"value_{n}": value_text(each), f"months_{n}": each["months"]
        }  # fmt: skip
    return initial


class SegmentForm(ConditionsForm):
    """A segment."""

    name = NameField(label=_("分群名称"))
    is_dynamic = ChoiceField(
        label=_("类型"), choices=[("1", _("动态：随时按条件更新")), ("", _("静态：保留现在的成员"))], required=False,
        initial="1",
    )  # fmt: skip
    is_all = ChoiceField(
        label=_("条件之间"), choices=[("1", _("全部满足")), ("", _("满足任一"))], required=False, initial="1"
    )
    remark = RemarkField(label=_("备注"))

    @property
    def sections(self) -> list[Section]:  # type: ignore[override]
        """What it is, and whom it holds."""
        return [Section(_("客户分群"), ["name:2", "is_dynamic", "is_all", "remark:4"]), self.condition_section]

    @property
    def entered(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        return {
            "name": given["name"], "remark": given["remark"], "is_dynamic": given["is_dynamic"] == "1",
            "is_all": given["is_all"] == "1", "conditions": self.conditions,
        }  # fmt: skip


def segment_initial(row: Segment) -> dict[str, Any]:
    """What the form starts with."""
    plain = {"name": row.name, "remark": row.remark, "version": row.version}
    flags = {"is_dynamic": "1" if row.is_dynamic else "", "is_all": "1" if row.is_all else ""}
    return plain | flags | conditions_initial(row.conditions)


def _static_choices() -> list[tuple[str, Any]]:
    return [("", str(_("请选择"))), *((str(pk), name) for pk, name in segment_choices(static_only=True))]


class JoinForm(Form):
    """Which static segment."""

    segment = ChoiceField(label=_("分群"), choices=_static_choices)
