"""Where a person or a unit appears, found from the tables themselves so that no module can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from danshu.identity.models import Unit, User

# Whole numbers that mean a person or a unit where a foreign key would reach up a floor or slow an append-only table.
PERSON_COLUMNS = frozenset({"actor_id", "owner_id", "user_id", "creator_id", "created_by_id", "approver_id"})
UNIT_COLUMNS = frozenset({"unit_id"})


@dataclass(frozen=True, slots=True)
class Trace:
    """So many rows of one kind."""

    label: str
    count: int


def traces_of_user(user_id: int) -> list[Trace]:
    """Everything that would lose its person; the account's own settings, roles and passwords do not count."""
    return _traces(User, PERSON_COLUMNS, user_id)


def traces_of_unit(unit_id: int) -> list[Trace]:
    """Everything that would lose its unit."""
    return _traces(Unit, UNIT_COLUMNS, unit_id)


def _traces(target: type[Model], columns: frozenset[str], pk: int) -> list[Trace]:
    found: dict[str, int] = {}
    for model, column in _pointers(target, columns):
        count = model._default_manager.filter(**{column: pk}).count()
        if count:
            label = _label(model)
            found[label] = found.get(label, 0) + count
    return [Trace(label, count) for label, count in found.items()]


def _pointers(target: type[Model], columns: frozenset[str]) -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                # what is deleted together with the account is part of it, not a trace
                owned = getattr(field.remote_field.on_delete, "__name__", "") == "CASCADE"
                if field.related_model is target and not owned:
                    yield model, field.attname
            elif field.name in columns and not (model is target or _is_session(model)):
                yield model, field.name


def _is_session(model: type[Model]) -> bool:
    return model._meta.label == "identity.Session"


def _label(model: type[Model]) -> str:
    """Words for the kinds that people know; others by the name of their table."""
    words = {
        "audit.AuditEntry": _("操作记录"),
        "identity.SignInLog": _("登录记录"),
        "identity.User": _("下属或负责人"),
        "identity.Unit": _("组织"),
        "identity.StaffAssignment": _("人员分配"),
        "parties.Customer": _("客户"),
        "sales.Order": _("订单"),
        "inventory.Warehouse": _("仓库"),
        "access.RoleUnit": _("角色的数据范围"),
    }
    return words.get(model._meta.label, str(model._meta.verbose_name))
