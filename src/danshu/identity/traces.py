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
    """Words for the kinds that people know; what only programs know is "other records", never the name of a table."""
    words = {
        "access.RoleUnit": _("角色的数据范围"),
        "audit.AuditEntry": _("操作记录"),
        "billing.Receipt": _("收款单"),
        "billing.Refund": _("退款单"),
        "calendar.CalendarDay": _("工作日历"),
        "calendar.WorkingWeek": _("工作日历"),
        "catalog.Item": _("商品"),
        "exchange.ExportJob": _("导出"),
        "exchange.ImportBatch": _("导入"),
        "fulfilment.Shipment": _("发货单"),
        "identity.SignInLog": _("登录记录"),
        "identity.StaffAssignment": _("人员分配"),
        "identity.Unit": _("组织"),
        "identity.User": _("下属或负责人"),
        "inventory.StockAdjustment": _("库存调整单"),
        "inventory.StockDocument": _("出入库单"),
        "inventory.StockMove": _("库存变动"),
        "inventory.Warehouse": _("仓库"),
        "notices.OutgoingMessage": _("发出的消息"),
        "parties.Customer": _("客户"),
        "pricing.PriceChange": _("价格变动记录"),
        "printing.PrintedDocument": _("打印记录"),
        "sales.Order": _("订单"),
        "sales.OrderException": _("订单异常"),
        "sales.OrderNote": _("订单备注"),
        "sales.Supervision": _("主管审批"),
    }
    return words.get(model._meta.label) or _("其他记录")
