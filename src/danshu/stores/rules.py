"""What must be right before a store is written; all problems at once, each beside its field (COM-008)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from danshu.custom_fields.taking import Taken, take_custom
from danshu.identity.queries import active_ids, unit_choices
from danshu.inventory.queries import valid_warehouse_ids
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.parties.placing import UnknownRegion, settle
from danshu.parties.territories import country_code
from danshu.stores.errors import StoreCodeTaken
from danshu.stores.models import Store
from danshu.ui.normalise import plain_code

HOST = "stores.store"
LENGTHS = {
    "code": 20, "name": 50, "province": 50, "city": 50, "district": 50, "street": 200, "phone": 30, "opening_hours": 100,
    "remark": 500,
}  # fmt: skip
FIELDS = ("code", "name", "unit_id", "country", "province", "city", "district", "street", "region_id", "manager_id", "phone",
          "opening_hours", "warehouse_id", "remark")  # fmt: skip


class StoreValues(TypedDict, total=False):
    """What people enter of a store; custom: values of custom fields by their codes."""

    code: str
    name: str
    unit_id: int | None
    country: str
    province: str
    city: str
    district: str
    street: str
    region_id: str | None
    manager_id: int | None
    phone: str
    opening_hours: str
    warehouse_id: int | None
    remark: str
    custom: Mapping[str, Any]


def sound_store(
    values: StoreValues, *, actor: Actor, permission: str, current: Store | None = None
) -> tuple[dict[str, Any], Taken]:
    """The columns to store and the custom values; without `current` it is a new store.

    What a store has already (its branch, a manager who left, an invalid warehouse) stays. Raises FieldErrors.
    """
    given = _cleaned(values)
    problems = [*_text_problems(given, current), *_reference_problems(given, actor, permission, current)]
    country = given.get("country") or (current.country if current else "CN")
    try:
        settle(given, given, current=current, country=country)
    except UnknownRegion as refusal:
        problems.append(FieldProblem("region", "unknown", str(refusal)))
    own = take_custom(
        HOST, values.get("custom"), stored=current.custom if current else None, pk=current.pk if current else None,
        actor=actor,
    )  # fmt: skip
    problems += own.problems
    if problems:
        if is_taken(given.get("code"), current):
            problems.append(FieldProblem("code", StoreCodeTaken.code, StoreCodeTaken().text))
        raise FieldErrors(problems)
    return given, own


def is_taken(code: str | None, current: Store | None = None) -> bool:
    """True when another store has the code, whatever its case."""
    others = Store.objects.filter(code__iexact=code or "")
    return bool(code) and (others.exclude(pk=current.pk) if current else others).exists()


def check_store(values: StoreValues, *, actor: Actor, permission: str, current: Store | None = None) -> None:
    """Raise everything that is wrong with a store that is not written yet: FieldErrors, or StoreCodeTaken alone."""
    given, _own = sound_store(values, actor=actor, permission=permission, current=current)
    if is_taken(given.get("code"), current):
        raise StoreCodeTaken


def _cleaned(values: StoreValues) -> dict[str, Any]:
    """Texts without blanks at their ends, telephone numbers without any, countries by their codes."""
    given: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items() if name in FIELDS
    }
    if "phone" in given:
        given["phone"] = plain_code(given["phone"] or "")
    if "country" in given:
        given["country"] = country_code(given["country"] or "CN") or given["country"]
    if "region_id" in given:
        given["region_id"] = given["region_id"] or None
    return given


def _text_problems(given: Mapping[str, Any], current: Store | None) -> Iterator[FieldProblem]:
    for name, limit in LENGTHS.items():
        if len(str(given.get(name) or "")) > limit:
            yield FieldProblem(name, "too_long", _("最多 %(limit)s 个字") % {"limit": limit})
    for name, text in (("code", _("请填写编码")), ("name", _("请填写名称"))):
        if (current is None or name in given) and not given.get(name):
            yield FieldProblem(name, "required", text)
    if "country" in given and not country_code(given["country"]):
        yield FieldProblem("country", "unknown", _("没有这个国家或地区"))
    phone = str(given.get("phone") or "").removeprefix("+")
    if phone and not (phone.isascii() and phone.isdigit() and 5 <= len(phone) <= 15):
        yield FieldProblem("phone", "invalid", _("应为电话号码，只含数字，例如 13800000000 或 010-60000000"))


def _reference_problems(
    given: Mapping[str, Any], actor: Actor, permission: str, current: Store | None
) -> Iterator[FieldProblem]:
    unit_id = given.get("unit_id")
    if current is None or ("unit_id" in given and unit_id != current.unit_id):
        if not unit_id or str(unit_id) not in {key for key, _label in unit_choices()}:
            yield FieldProblem("unit_id", "required", _("请选择所属分公司"))
        elif not _reaches(actor, permission, unit_id):
            yield FieldProblem("unit_id", "out_of_scope", _("这个组织不在你的数据范围内"))
    manager_id = given.get("manager_id")
    if (
        manager_id
        and manager_id != (current.manager_id if current else None)
        and manager_id not in active_ids([manager_id])
    ):
        yield FieldProblem("manager_id", "unknown", _("没有这个负责人，或已停用"))
    warehouse_id = given.get("warehouse_id")
    kept = current is not None and warehouse_id == current.warehouse_id
    if warehouse_id and not kept and warehouse_id not in valid_warehouse_ids(actor, [warehouse_id]):
        yield FieldProblem("warehouse_id", "unknown", _("没有这个仓库，或已失效，或不在你的数据范围内"))


def _reaches(actor: Actor, permission: str, unit_id: int) -> bool:
    scope = actor.scope(permission)
    return scope.covers(unit_id=unit_id, owner_id=None) or (bool(scope.owner_ids) and unit_id == actor.unit_id)
