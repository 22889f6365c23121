"""The list of permissions to tick (权限表单): modules, in each its functions with their levels (ACC-004, ACC-020)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.permissions import CATALOGUE, Level, Permission

# In the order of the floors from the top of the menu; a module without a name shows its code.
MODULES = {
    "workbench": pgettext_lazy("模块", "工作台"),
    "sales": pgettext_lazy("模块", "订单"),
    "fulfilment": pgettext_lazy("模块", "发货与物流"),
    "billing": pgettext_lazy("模块", "收款与退款"),
    "parties": pgettext_lazy("模块", "客户"),
    "catalog": pgettext_lazy("模块", "商品"),
    "pricing": pgettext_lazy("模块", "价格"),
    "inventory": pgettext_lazy("模块", "库存"),
    "ledger": pgettext_lazy("模块", "账务"),
    "reporting": pgettext_lazy("模块", "报表"),
    "exchange": pgettext_lazy("模块", "导入导出"),
    "printing": pgettext_lazy("模块", "打印"),
    "dictionaries": pgettext_lazy("模块", "基础资料"),
    "numbering": pgettext_lazy("模块", "编号规则"),
    "calendar": pgettext_lazy("模块", "工作日历"),
    "parameters": pgettext_lazy("模块", "参数"),
    "notices": pgettext_lazy("模块", "通知"),
    "audit": pgettext_lazy("模块", "日志"),
    "outbox": pgettext_lazy("模块", "后台任务"),
    "identity": pgettext_lazy("模块", "用户与组织"),
    "access": pgettext_lazy("模块", "角色与权限"),
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
