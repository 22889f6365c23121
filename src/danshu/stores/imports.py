"""Stores from spreadsheets (ACC-003, SYS-009): created, completed or updated, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.custom_fields.importing import import_fields, imported
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.importing import (
    Action,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    Outcome,
    Policy,
    Problem,
    Ref,
    Row,
    register_kind,
)
from danshu.identity.queries import unit_choices, user_id_of
from danshu.inventory.queries import warehouses_by_code
from danshu.kit.words import listed
from danshu.parties.territories import country_code
from danshu.stores.models import Store
from danshu.stores.operations.create_store import create_store
from danshu.stores.operations.delete_store import delete_store
from danshu.stores.operations.edit_store import edit_store
from danshu.stores.permissions import IMPORT_STORE
from danshu.stores.rules import HOST, StoreValues
from danshu.stores.usage import usages

TEXTS = ("name", "province", "city", "district", "street", "phone", "opening_hours", "remark")
FIELDS = (
    Field("code", gettext_lazy("编码"), FieldType.CODE, required=True, max_length=20,
          synonyms=("门店编码", "超市编码", "store code", "code", "store number")),
    Field("name", gettext_lazy("名称"), required=True, max_length=50,
          synonyms=("门店名称", "门店", "超市名称", "超市", "store", "store name", "name")),
    Field("unit", gettext_lazy("所属分公司"), max_length=100, synonyms=("分公司", "组织", "branch", "unit")),
    Field("country", gettext_lazy("国家或地区"), max_length=50, synonyms=("国家", "country")),
    Field("province", gettext_lazy("省份"), max_length=50, synonyms=("省", "province", "state")),
    Field("city", gettext_lazy("城市"), max_length=50, synonyms=("市", "city")),
    Field("district", gettext_lazy("区县"), max_length=50, synonyms=("区", "县", "district")),
    Field("street", gettext_lazy("详细地址"), max_length=200, synonyms=("地址", "address", "street")),
    Field("manager", pgettext_lazy("门店", "负责人"), max_length=50, synonyms=("店长", "管理员", "用户名", "manager")),
    Field("phone", gettext_lazy("电话"), FieldType.PHONE, max_length=30, synonyms=("联系电话", "phone", "telephone")),
    Field("opening_hours", gettext_lazy("营业时间"), max_length=100, synonyms=("opening hours", "hours")),
    Field("warehouse", gettext_lazy("关联仓库"), max_length=50, synonyms=("仓库", "warehouse")),
    Field("remark", gettext_lazy("备注"), FieldType.NOTE, max_length=500, synonyms=("说明", "remark", "note")),
)  # fmt: skip


class StoreImport(ImportKind):
    """One row is a store; branches, managers (by user name) and warehouses must exist."""

    code, label, permission = "stores", pgettext_lazy("列表", "门店"), IMPORT_STORE
    match_key = ("code",)
    policies = (Policy.UPDATE, Policy.FILL, Policy.SKIP)
    unit = gettext_lazy("家门店")

    @property
    def fields(self) -> Sequence[Field]:  # type: ignore[override]
        """The store's own columns and its custom fields, which are data."""
        return [*FIELDS, *import_fields(HOST)]

    def prepare(self, context: ImportContext) -> None:
        """Names and codes behind the words of the sheet."""
        units = {name.strip(): int(pk) for pk, name in unit_choices()}
        context.state["units"] = units
        context.state["warehouses"] = warehouses_by_code(context.actor)

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """Each row through the operations that people use."""
        codes = [str(group.first["code"]).upper() for group in groups]
        known = {store.code.upper(): store for store in _stores_of(codes)}
        return [_take(group.first, known.get(code), context) for group, code in zip(groups, codes, strict=True)]

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Created stores go unless they were used or changed; updated ones get their values back."""
        return [[kept for ref in reversed(group.refs) if (kept := _take_back(ref, context))] for group in groups]

    def link(self, ref: Ref) -> str:
        """The page of the store."""
        return reverse("stores:store", args=[ref.pk])


def _stores_of(codes: Sequence[str]) -> Sequence[Store]:
    return list(Store.objects.annotate(key=Upper("code")).filter(key__in=codes))


def _take(row: Row, store: Store | None, context: ImportContext) -> Outcome:
    values, problems = _values(row, context)
    if problems:
        return Outcome(Action.REFUSED, [], problems)
    if store is None:
        values.setdefault("unit_id", context.actor.unit_id)
        made = create_store.within(values=values, actor=context.actor, at=context.at)
        return Outcome(Action.CREATED, [Ref("stores.store", made.pk, Action.CREATED, str(made), made.version)])
    if context.policy == Policy.SKIP:
        return Outcome(Action.SKIPPED)
    wanted = {
        name: value for name, value in values.items()
        if name == "custom" or context.policy == Policy.UPDATE or not getattr(store, name)
    }  # fmt: skip
    before = {name: getattr(store, name) for name in wanted}
    version = store.version
    changed = edit_store.within(
        store_id=store.pk, version=None, values=cast(StoreValues, wanted), actor=context.actor, at=context.at
    )
    if changed.version == version:
        return Outcome(Action.SKIPPED)
    return Outcome(
        Action.UPDATED, [Ref("stores.store", store.pk, Action.UPDATED, str(changed), changed.version, before)]
    )


def _values(row: Row, context: ImportContext) -> tuple[StoreValues, list[Problem]]:
    """What a row says; empty cells say nothing."""
    found: dict[str, Any] = {"code": row["code"], **{name: row[name] for name in TEXTS if row[name]}}
    problems = []
    for field, column, look_up, text in (
        ("unit", "unit_id", context.state["units"].get, _("没有叫「%(name)s」的组织")),
        ("warehouse", "warehouse_id", _by_code(context), _("没有仓库「%(name)s」，或不在你的数据范围内")),
        ("manager", "manager_id", user_id_of, _("没有用户名为「%(name)s」的在职人员")),
        ("country", "country", country_code, _("没有叫「%(name)s」的国家或地区")),
    ):
        if not row[field]:
            continue
        found[column] = look_up(row[field])
        if not found[column]:
            told = text % {"name": row[field]}
            problems.append(Problem(row.number, field, "unknown", told, told))
    if custom := imported(HOST, row.values):
        found["custom"] = custom
    return cast(StoreValues, found), problems


def _by_code(context: ImportContext) -> Callable[[str], int | None]:
    known: Mapping[str, int] = context.state["warehouses"]
    return lambda name: known.get(name.casefold())


def _take_back(ref: Ref, context: ImportContext) -> Kept | None:
    store = Store.objects.filter(pk=ref.pk).first()
    if store is None:
        return Kept(ref, _("已经不存在"))
    if store.version != ref.version or store.is_closed:
        facts = {"user": store.updated_by_name, "time": f"{store.updated_at:%m-%d %H:%M}"}
        return Kept(ref, _("%(user)s 在 %(time)s 修改过") % facts)
    if ref.action == Action.CREATED:
        if places := usages([store.pk]).get(store.pk):
            return Kept(ref, _("已被使用：%(places)s") % {"places": listed(places)})
        delete_store.within(store_id=store.pk, actor=context.actor, at=context.at)
        return None
    edit_store.within(
        store_id=store.pk, version=None, values=cast(StoreValues, dict(ref.before or {})), actor=context.actor,
        at=context.at,
    )  # fmt: skip
    return None


register_kind(StoreImport())
