"""The list of permissions to tick (权限表单): modules, in each its functions with their levels (ACC-004, ACC-020)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from danshu.kit.permissions import CATALOGUE, Level, Permission

# In the order of the floors from the top of the menu; a module without a name shows its code.
MODULES = {
    "workbench": _("工作台"),
    "sales": _("订单"),
    "fulfilment": _("发货与物流"),
    "billing": _("收款与退款"),
    "parties": _("客户"),
    "catalog": _("商品"),
    "pricing": _("价格"),
    "inventory": _("库存"),
    "ledger": _("账务"),
    "reporting": _("报表"),
    "exchange": _("导入导出"),
    "printing": _("打印"),
    "dictionaries": _("基础资料"),
    "numbering": _("编号"),
    "calendar": _("工作日历"),
    "parameters": _("参数"),
    "notices": _("通知"),
    "audit": _("日志"),
    "outbox": _("后台任务"),
    "identity": _("用户与组织"),
    "access": _("角色与权限"),
}
LEVELS = {
    Level.VIEW: _("查看"),
    Level.CREATE: _("新建"),
    Level.EDIT: _("修改"),
    Level.DELETE: _("删除"),
    Level.INVALIDATE: _("失效"),
    Level.REVIEW: _("审核"),
    Level.EXPORT: _("导出"),
    Level.IMPORT: _("导入"),
    Level.PRINT: _("打印"),
    Level.SPECIAL: _("特批"),
    Level.CONFIGURE: _("设置"),
}


@dataclass(frozen=True, slots=True)
class Tick:
    """One permission in the list."""

    code: str
    label: str
    level: str
    is_ticked: bool
    is_denied: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The permissions of one module."""

    code: str
    label: str
    ticks: list[Tick]

    @property
    def count(self) -> int:
        """How many are ticked."""
        return sum(tick.is_ticked for tick in self.ticks)


def groups(ticked: Iterable[str], denied: Collection[str] = ()) -> list[Group]:
    """All permissions by module, with those that are ticked or denied."""
    chosen = set(ticked)
    order = list(MODULES)
    by_module: dict[str, list[Permission]] = {}
    for permission in CATALOGUE.values():
        by_module.setdefault(permission.module, []).append(permission)
    modules = sorted(by_module, key=lambda m: (order.index(m) if m in order else len(order), m))
    return [
        Group(
            module,
            str(MODULES.get(module, module)),
            [
                Tick(p.code, p.label, str(LEVELS[p.level]), p.code in chosen, p.code in denied)
                for p in by_module[module]
            ],
        )
        for module in modules
    ]


def permission_choices() -> list[tuple[str, str]]:
    """Every permission as a choice of a form."""
    return [(code, permission.label) for code, permission in CATALOGUE.items()]
