"""The forms of a field and of its list (COM-008, CUS-024). They lay out and convert; the operations decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from danshu.access.queries import role_codes
from danshu.custom_fields.hosts import Host, kinds_of
from danshu.custom_fields.kinds import CAN_BE_UNIQUE, NUMBERS, TEXTS, TITLE_LENGTH, WITH_PLACES, FieldKind
from danshu.custom_fields.models import FieldDefinition
from danshu.dictionaries.registry import DICTIONARIES
from danshu.identity.web.fields import Ticks
from danshu.ui.fields import ChoiceField, DecimalField, IntegerField, NameField, RemarkField, TextField
from danshu.ui.forms import Form, Section

NEW_OPTIONS = 5
CHOOSE = ("", _("请选择"))
OPTION = ("name", "name_en", "remark", "position", "is_valid")


class FieldForm(Form):
    """A field; which limits it has follows from its type, and the type stays for good."""

    label = NameField(label=_("标题"), max_length=TITLE_LENGTH, help_text=_("最多 16 个字，在表单、列表和导出里显示"))
    label_en = TextField(
        label=_("英文标题"), max_length=40, required=False, help_text=_("英文界面显示；不填则显示标题")
    )
    kind = ChoiceField(label=_("类型"), choices=[CHOOSE], help_text=_("保存后不能再改"))
    code = TextField(
        label=_("代码"), max_length=40, required=False, help_text=_("接口和导入用，保存后不能再改；不填则自动生成")
    )
    section = TextField(
        label=_("所在分组"), max_length=30, required=False, help_text=_("表单里的一张卡片；不填则归入其他信息")
    )
    help_text = TextField(label=_("填写说明"), max_length=200, required=False)
    is_required = forms.BooleanField(label=_("必填"), required=False, help_text=_("只要求新记录和修改到它的人"))
    is_unique = forms.BooleanField(label=_("值不能重复"), required=False)
    is_searchable = forms.BooleanField(label=_("可筛选"), required=False, help_text=_("列表可以按它筛选"))
    is_printed = forms.BooleanField(label=_("打印在单据上"), required=False, help_text=_("客户会看到"))
    default_value = TextField(label=_("默认值"), required=False, max_length=2000)
    places = IntegerField(label=_("小数位数"), min_value=0, max_value=6, required=False)
    minimum = DecimalField(label=_("最小值"), required=False)
    maximum = DecimalField(label=_("最大值"), required=False)
    max_length = IntegerField(label=_("最大长度"), min_value=1, max_value=2000, required=False)
    pattern = TextField(
        label=_("格式"), max_length=60, required=False,
        help_text=_("9 数字，A 大写字母，a 小写字母，N 字母或数字，? 任意字符；例如 AA-9999"),
    )  # fmt: skip
    dictionary = ChoiceField(
        label=_("基础资料"), required=False, help_text=_("用已有的基础资料作为选项；不选则自己设置选项")
    )
    view_roles = forms.MultipleChoiceField(label=_("可查看的角色"), required=False, choices=role_codes, widget=Ticks)
    edit_roles = forms.MultipleChoiceField(label=_("可填写的角色"), required=False, choices=role_codes, widget=Ticks)
    remark = RemarkField()

    def __init__(self, data: Any = None, *, host: Host, row: FieldDefinition | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.row = row
        known = sorted((declared.code, declared.label) for declared in DICTIONARIES.values())
        self.fields["dictionary"].choices = [("", "—"), *known]  # type: ignore[attr-defined]
        if row is None:
            self.fields["kind"].choices = [CHOOSE, *((kind.value, kind.label) for kind in kinds_of(host))]  # type: ignore[attr-defined]
            return
        for name in ("kind", "code", *self._foreign(FieldKind(row.kind))):
            del self.fields[name]

    @staticmethod
    def _foreign(kind: FieldKind) -> list[str]:
        """The entries that a field of this type does not have."""
        belongs = {
            "places": WITH_PLACES, "minimum": NUMBERS | TEXTS, "maximum": NUMBERS, "max_length": TEXTS,
            "pattern": {FieldKind.TEXT}, "dictionary": {FieldKind.CHOICE}, "is_unique": CAN_BE_UNIQUE,
            "is_searchable": set(FieldKind) - {FieldKind.NOTE},
        }  # fmt: skip
        return [name for name, kinds in belongs.items() if kind not in kinds]

    @property
    def sections(self) -> list[Section]:  # type: ignore[override]
        """What it is, what it takes, who has to do with it."""
        limits = [n for n in ("places", "minimum", "maximum", "max_length", "pattern:2", "dictionary:2", "default_value:2")
                  if n.partition(":")[0] in self.fields]  # fmt: skip
        marks = [n for n in ("is_required", "is_unique", "is_searchable", "is_printed") if n in self.fields]
        note = _("与类型无关的项目不用填；文本的最小值是最少字数") if self.row is None else ""
        return [
            Section(_("字段"), ["label", "label_en", "kind", "code", "section", "help_text:3", *marks]),
            Section(_("取值"), limits, note),
            Section(_("角色"), ["view_roles:4", "edit_roles:4"], _("不选则所有人都可以")),
            Section(_("其他"), ["remark:4"]),
        ]  # fmt: skip


def initial_of(row: FieldDefinition) -> dict[str, Any]:
    """What the form starts with."""
    names = ("label", "label_en", "section", "help_text", "is_required", "is_unique", "is_searchable", "is_printed", "places",
             "max_length", "pattern", "dictionary", "view_roles", "edit_roles", "remark", "version")  # fmt: skip
    limits = {
        name: None if getattr(row, name) is None else getattr(row, name).normalize() for name in ("minimum", "maximum")
    }
    return {name: getattr(row, name) for name in names} | limits | {"default_value": _default(row)}


def _default(row: FieldDefinition) -> str:
    value = row.default_value
    if isinstance(value, bool):
        return "1" if value else "0"
    return ",".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


class OptionsForm(Form):
    """The list of a field: change, add, invalidate and order its options."""

    def __init__(self, data: Any = None, *, row: FieldDefinition, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.stored = list(row.options)
        made: dict[str, forms.Field] = {}
        for index in range(len(self.stored) + NEW_OPTIONS):
            made |= self._row(index)
        self.fields.update(made)
        from danshu.ui.fields import style

        style(list(made.values()))
        self.sections = [self._section(index) for index in range(len(self.stored) + NEW_OPTIONS)]  # type: ignore[misc]

    def _row(self, index: int) -> dict[str, forms.Field]:
        stored = self.stored[index] if index < len(self.stored) else {"is_valid": True}
        fields: dict[str, forms.Field] = {
            "name": NameField(label=_("选项名称"), required=False),
            "name_en": NameField(label=_("英文名称"), required=False),
            "remark": TextField(label=_("备注"), max_length=500, required=False),
            "position": IntegerField(label=_("顺序号"), min_value=1, max_value=999, required=False),
            "is_valid": forms.BooleanField(label=_("有效"), required=False),
        }
        for name, made in fields.items():
            made.initial = index + 1 if name == "position" else stored.get(name, "")
        return {f"option-{index}-{name}": made for name, made in fields.items()}

    def _section(self, index: int) -> Section:
        title = self.stored[index]["name"] if index < len(self.stored) else now_("新选项")
        return Section(title, [f"option-{index}-{name}" for name in OPTION])

    def entered(self) -> list[dict[str, Any]]:
        """The options in the order of their numbers; empty new rows are none."""
        rows = []
        for index in range(len(self.stored) + NEW_OPTIONS):
            row = {name: self.cleaned_data.get(f"option-{index}-{name}") for name in OPTION}
            if index < len(self.stored):
                rows.append(row | {"code": self.stored[index]["code"]})
            elif row["name"]:
                rows.append(row)
        return sorted(rows, key=lambda row: row["position"] or 999)
