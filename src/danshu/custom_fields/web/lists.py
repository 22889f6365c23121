"""The fields of one kind of record: query by title, type and state (CUS-024)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.custom_fields.hosts import HOSTS
from danshu.custom_fields.kinds import FieldKind
from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.operations.retire_field import retire_field
from danshu.custom_fields.operations.switch_fields import switch_fields
from danshu.custom_fields.permissions import CONFIGURE
from danshu.custom_fields.queries import definitions
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import BatchAction, ChoiceFilter, Column, ListSpec, RowAction, TextFilter, literal
from danshu.ui.lists.spec import SPECS
from danshu.ui.statuses import Status, Statuses

STATES = Statuses({
    "on": Status(_("已开启"), "ok", "full"), "off": Status(_("已关闭"), "warn"),
    "retired": Status(pgettext_lazy("状态", "失效"), "neutral", "x"),
})  # fmt: skip


def state_of(row: FieldDefinition) -> str:
    """The code of its state."""
    if not row.is_valid:
        return "retired"
    return "on" if row.is_on else "off"


@cache
def fields_list(kind: str) -> ListSpec:
    """The list of one kind of record. Raises KeyError for an unregistered one."""
    host, name = HOSTS[kind], f"custom_fields.{kind}"
    SPECS.pop(name, None)
    return ListSpec(
        name=name, title=lazy(lambda: str(host.label), str)(), noun=counter_word("fields", "个字段"),
        section=pgettext_lazy("模块", "自定义字段"), rows=lambda actor: definitions(kind), permission=CONFIGURE,
        url_name="custom_fields:fields", url_kwargs={"kind": kind}, label_of=str, sort="position",
        search=literal("label", "label_en", "code"), search_hint=_("标题、代码"), columns=COLUMNS, filters=FILTERS,
        batch=BATCH, row_actions=ROW_ACTIONS, acts=lambda actor: _acts(kind, actor),
        row_class=lambda row: "" if row.is_valid else "void", empty_title=_("还没有自定义字段"),
        empty_text=_("新增字段并开启后，它出现在表单、列表、导入和接口里"),
    )  # fmt: skip


def field_url(row: FieldDefinition) -> str:
    """The field's page."""
    return reverse("custom_fields:field", args=[row.pk])


def _acts(kind: str, actor: Actor) -> list[Action]:
    add = reverse("custom_fields:add", args=[kind])
    return [Action(label=_("新增字段"), url=add, icon="plus", tone="primary", key="N")]


def _only_valid(name: str, *arguments: str) -> Callable[[FieldDefinition], str]:
    def url(row: FieldDefinition) -> str:
        return reverse(f"custom_fields:{name}", args=[row.pk, *arguments]) if row.is_valid else ""

    return url


def _by_state(rows: QuerySet[FieldDefinition], value: str) -> QuerySet[FieldDefinition]:
    return rows.filter(is_valid=value != "retired") if value != "on" else rows.filter(is_on=True)


COLUMNS = [
    Column(key="label", label=_("标题"), kind="link", url=field_url, sort="label", card="title"),
    Column(key="label_en", label=_("英文标题"), tone="soft", hidden=True),
    Column(key="code", label=_("代码"), tone="muted", card="number"),
    Column(key="kind", label=_("类型"), value=lambda row: FieldKind(row.kind).label, card="left"),
    Column(key="section", label=_("所在分组"), tone="soft"),
    Column(key="is_required", label=_("必填"), kind="bool"),
    Column(key="is_searchable", label=_("可筛选"), kind="bool"),
    Column(key="state", label=_("启用开关"), kind="status", value=state_of, statuses=STATES, main=True, card="status"),
    Column(key="position", label=_("顺序号"), kind="number", sort="position", tone="muted"),
    Column(key="updated_at", label=_("修改时间"), kind="datetime", sort="updated_at", tone="muted", card="date"),
]
FILTERS = [
    TextFilter(key="label", label=_("标题"), common=True),
    ChoiceFilter(key="kind", label=_("类型"), choices=FieldKind.choices, common=True),
    ChoiceFilter(
        key="state", label=_("失效否"), default="valid", common=True, apply=_by_state,
        choices=[("valid", _("有效")), ("on", _("已开启")), ("retired", pgettext_lazy("状态", "失效"))],
    ),
]  # fmt: skip
BATCH = [
    BatchAction(
        key="on", label=_("开启"), icon="check", done=with_count("已开启 %(count)s 个字段"),
        run=lambda row, c: switch_fields.keyed(c.key(row))(field_ids=[row.pk], is_on=True, actor=c.actor, at=c.at),
    ),
    BatchAction(
        key="off", label=_("关闭字段"), icon="ban", done=with_count("已关闭 %(count)s 个字段"),
        run=lambda row, c: switch_fields.keyed(c.key(row))(field_ids=[row.pk], is_on=False, actor=c.actor, at=c.at),
    ),
    BatchAction(
        key="retire", label=_("失效"), icon="ban", danger=True, confirm=with_count("失效 %(count)s 个字段？"),
        effect=_("表单里不再出现；已填写的内容仍然显示。失效后不能恢复"), keep=_("保留"), reason="optional",
        done=with_count("已失效 %(count)s 个字段"),
        run=lambda row, c: retire_field.keyed(c.key(row))(
            field_id=row.pk, reason=c.reason, actor=c.actor, at=c.at
        ),
    ),
]  # fmt: skip
ROW_ACTIONS = [
    RowAction(label=_("上移"), url=_only_valid("move", "up"), icon="arrow-up", method="post"),
    RowAction(label=_("下移"), url=_only_valid("move", "down"), icon="arrow-down", method="post"),
    RowAction(label=_("修改"), url=_only_valid("edit"), icon="pencil"),
]
