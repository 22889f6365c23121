"""The catalogue of permissions: each module declares its own, with the roles that hold it by default (ACC-021)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import get_language


class Level(StrEnum):
    """The levels of ACC-020."""

    VIEW = "view"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    INVALIDATE = "invalidate"
    REVIEW = "review"
    EXPORT = "export"
    IMPORT = "import"
    PRINT = "print"
    SPECIAL = "special"
    CONFIGURE = "configure"


@dataclass(frozen=True, slots=True)
class Permission:
    """One function that can be granted: its stable code, its names, its level and default roles.

    own_roles: roles that reach by it only what their holder runs himself, however wide their data scope is.
    """

    code: str
    zh: str
    en: str
    level: Level
    roles: frozenset[str]
    own_roles: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if (get_language() or "zh").startswith("en") else self.zh

    @property
    def module(self) -> str:
        """The module that declares it."""
        return self.code.partition(".")[0]


CATALOGUE: dict[str, Permission] = {}

ALL_STAFF = "ADM OPA ORA STA SLS SMG BRC ODK CRT PLN CSV WHS SHC PUR ENG FNC OPS TRN AUD"


def permission(code: str, zh: str, en: str, *, level: str, roles: str = "", own_roles: str = "") -> str:
    """Declare a permission and return its code.

    `roles` are role codes, separated by blanks, that hold it on delivery; the system administrator holds
    everything that separation of duty does not forbid, so ADM is given where the spec names it. `own_roles` are those
    that reach by it only what their holder runs himself.
    Raises ValueError for a code declared twice.
    """
    if code in CATALOGUE:
        raise ValueError(f"permission declared twice: {code}")
    CATALOGUE[code] = Permission(code, zh, en, Level(level), frozenset(roles.split()), frozenset(own_roles.split()))
    return code


def is_own_only(code: str, role: str) -> bool:
    """True when this role reaches by the permission only what its holder runs himself."""
    known = CATALOGUE.get(code)
    return known is not None and role in known.own_roles


def label_of(code: str) -> str:
    """The name of a permission in the active language; the code itself when it is unknown."""
    known = CATALOGUE.get(code)
    return known.label if known else code
