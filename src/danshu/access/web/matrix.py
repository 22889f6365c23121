"""The list of permissions to tick (权限表单): modules, in each its functions with their levels (ACC-004, ACC-020)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from danshu.access.module_names import MODULES, module_name
from danshu.kit.permissions import CATALOGUE, Level, Permission

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


# The columns of the list; kinds of acts that are granted together share one.
COLUMNS = (
    (_("查看"), (Level.VIEW,)),
    (_("新建与修改"), (Level.CREATE, Level.EDIT)),
    (_("删除与失效"), (Level.DELETE, Level.INVALIDATE)),
    (_("审核与特批"), (Level.REVIEW, Level.SPECIAL)),
    (_("导入、导出、打印"), (Level.IMPORT, Level.EXPORT, Level.PRINT)),
    (_("设置"), (Level.CONFIGURE,)),
)


@dataclass(frozen=True, slots=True)
class Tick:
    """One permission in the list."""

    code: str
    label: str
    level: Level
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

    def cells(self) -> list[tuple[str, list[Tick]]]:
        """The functions of the module under the heading of their column."""
        return [(str(head), [tick for tick in self.ticks if tick.level in levels]) for head, levels in COLUMNS]


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
            module_name(module),
            [Tick(p.code, p.label, p.level, p.code in chosen, p.code in denied) for p in by_module[module]],
        )
        for module in modules
    ]


def permission_choices() -> list[tuple[str, str]]:
    """Every permission as a choice of a form."""
    return [(code, permission.label) for code, permission in CATALOGUE.items()]
