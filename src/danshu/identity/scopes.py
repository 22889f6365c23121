"""What a key may be limited to: single permissions, or everything of a module to read or to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from danshu.kit.permissions import CATALOGUE, Level, label_of

READING = frozenset({Level.VIEW, Level.PRINT, Level.EXPORT})
# An API key manages neither accounts nor rights nor other keys (four eyes, SEC-A7).
NEVER_BY_KEY = frozenset({"identity", "access"})


_MODULE_NAME: list[Callable[[str], str]] = [lambda module: module]


def name_modules_with(reader: Callable[[str], str]) -> None:
    """Install what a module is called; the entry does so with the words of the menu."""
    _MODULE_NAME[0] = reader


def scope_label(scope: str) -> str:
    """A scope in words: what of which module, or the one permission. An unknown one shows its code."""
    module, _colon, kind = scope.partition(":")
    if kind == "read":
        return _("%(module)s：查看和导出") % {"module": _MODULE_NAME[0](module)}
    if kind == "write":
        return _("%(module)s：全部操作") % {"module": _MODULE_NAME[0](module)}
    return label_of(scope)


def group_scopes() -> list[str]:
    """The groups that exist: "catalog:read", "catalog:write", ..."""
    modules = sorted({permission.module for permission in CATALOGUE.values()} - NEVER_BY_KEY)
    return [f"{module}:{kind}" for module in modules for kind in ("read", "write")]


def unknown_scopes(scopes: Iterable[str]) -> list[str]:
    """Those that name nothing a key may do."""
    groups = set(group_scopes())
    return [scope for scope in scopes if scope not in groups and not _is_single(scope)]


def permissions_of(scopes: Iterable[str]) -> frozenset[str]:
    """The permissions that scopes stand for; without scopes all that a key may carry."""
    wanted = set(scopes)
    return frozenset(
        code
        for code, permission in CATALOGUE.items()
        if permission.module not in NEVER_BY_KEY
        and (
            not wanted
            or code in wanted
            or f"{permission.module}:write" in wanted
            or (f"{permission.module}:read" in wanted and permission.level in READING)
        )
    )


def _is_single(scope: str) -> bool:
    return scope in CATALOGUE and CATALOGUE[scope].module not in NEVER_BY_KEY
