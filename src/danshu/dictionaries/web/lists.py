"""One list for every dictionary: query, add, edit, view, invalidate, reorder (COM-015)."""

from __future__ import annotations

from functools import cache

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.models import Value
from danshu.dictionaries.operations.invalidate_value import invalidate_value
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.registry import DICTIONARIES, Attribute
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import BatchAction, BatchContext, ChoiceFilter, Column, ListSpec, RowAction, TextFilter, literal
from danshu.ui.lists.spec import SPECS
from danshu.ui.statuses import Status, Statuses

VALIDITY = Statuses(
    {"True": Status(_("有效"), "ok", "full"), "False": Status(pgettext_lazy("状态", "失效"), "neutral", "x")}
)


@cache
def values_list(code: str) -> ListSpec:
    """The list of one dictionary's values. Raises KeyError for an undeclared one."""
    declared = DICTIONARIES[code]
    name = f"dictionaries.{code}"
    SPECS.pop(name, None)
    return ListSpec(
        name=name,
        title=lazy(lambda: declared.label, str)(),
        noun=counter_word("values", "个值"),
        section=_("基础资料"),
        rows=lambda actor: Value.objects.filter(dictionary=code),
        permission=CONFIGURE,
        url_name="dictionaries:values",
        url_kwargs={"code": code},
        label_of=lambda row: row.name,
        sort="position",
        search=literal("name", "name_en"),
        search_hint=_("名称"),
        columns=[*COLUMNS[:2], *map(_attribute_column, declared.attributes), *COLUMNS[2:]],
        filters=FILTERS,
        batch=[INVALIDATE],
        row_actions=ROW_ACTIONS,
        acts=lambda actor: _acts(code, actor),
        row_class=lambda row: "" if row.is_valid else "void",
        empty_title=_("还没有值"),
        empty_text=_("新增第一个值后，表单里就可以选择"),
    )


def stated_word(attribute: Attribute, row: Value) -> str:
    """What a value states of an attribute, in words."""
    value = row.attributes.get(attribute.code, attribute.default)
    if attribute.choices:
        return dict(attribute.options).get(value, "")
    return gettext("是") if value else gettext("否")


def stated_pairs(row: Value) -> list[tuple[str, str]]:
    """Everything a value states, for its page."""
    return [(each.label, stated_word(each, row)) for each in DICTIONARIES[row.dictionary].attributes]


def _attribute_column(attribute: Attribute) -> Column:
    return Column(
        key=attribute.code, label=lazy(lambda: attribute.label, str)(), value=lambda row: stated_word(attribute, row)
    )


def _value_url(row: Value) -> str:
    return reverse("dictionaries:value", args=[row.pk])


def _edit_url(row: Value) -> str:
    return reverse("dictionaries:edit", args=[row.pk]) if row.is_valid else ""


def _invalidate_url(row: Value) -> str:
    return reverse("dictionaries:invalidate", args=[row.pk]) if row.is_valid else ""


def _acts(code: str, actor: Actor) -> list[Action]:
    return [
        Action(label=_("调整顺序"), url=reverse("dictionaries:sort", args=[code]), icon="arrows-sort"),
        Action(label=_("新增"), url=reverse("dictionaries:add", args=[code]), icon="plus", tone="primary", key="N"),
    ]


def _invalidate(row: Value, context: BatchContext) -> object:
    operation = invalidate_value.keyed(context.key(row))
    return operation(value_id=row.pk, reason=context.reason, actor=context.actor, at=context.at)


def _by_validity(rows: QuerySet[Value], value: str) -> QuerySet[Value]:
    return rows.filter(is_valid=value == "valid")


COLUMNS = [
    Column(key="name", label=_("名称"), kind="link", url=_value_url, sort="name", card="title"),
    Column(key="name_en", label=_("英文名称"), card="left"),
    Column(key="code", label=_("代码"), tone="muted", hidden=True),
    Column(key="remark", label=_("备注"), tone="soft"),
    Column(key="position", label=_("顺序号"), kind="number", sort="position"),
    Column(key="is_valid", label=_("是否有效"), kind="status", statuses=VALIDITY, main=True, card="status"),
    Column(key="updated_at", label=_("修改时间"), kind="datetime", sort="updated_at", tone="muted", card="date"),
    Column(key="updated_by_name", label=_("修改人"), tone="muted"),
]
FILTERS = [
    TextFilter(key="name", label=_("名称"), common=True),
    ChoiceFilter(
        key="valid",
        label=_("失效否"),
        choices=[("valid", _("有效")), ("invalid", pgettext_lazy("状态", "失效"))],
        default="valid",
        common=True,
        apply=_by_validity,
    ),
]
INVALIDATE = BatchAction(
    key="invalidate",
    label=_("失效"),
    run=_invalidate,
    done=with_count("已失效 %(count)s 个值"),
    confirm=with_count("失效 %(count)s 个值？"),
    effect=_("新建单据时不能再选；已用到的记录仍然显示。失效后不能恢复"),
    keep=_("保留"),
    reason="optional",
    danger=True,
)
ROW_ACTIONS = [
    RowAction(label=_("查看"), url=_value_url, icon="eye"),
    RowAction(label=_("修改"), url=_edit_url, icon="pencil"),
    RowAction(label=_("失效"), url=_invalidate_url, icon="ban"),
]
