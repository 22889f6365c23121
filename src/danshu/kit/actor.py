"""Who acts, what they may do and which records exist for them (ACC-020, ACC-022)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from danshu.kit.errors import Forbidden
from danshu.kit.permissions import label_of

SYSTEM_NAME = "系统"
AUTOMATION = "自动化："  # before the name of the rule that acts (SYS-029)


def shown_name(stored: str) -> str:
    """A stored name of who acted, for reading: a person's as it is, the system's in the active language (COM-019)."""
    if stored.startswith(AUTOMATION):
        return _("自动化：%(rule)s") % {"rule": stored.removeprefix(AUTOMATION)}
    return _("系统") if stored == SYSTEM_NAME else stored


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records exist for somebody: all, those of some units, those of some owners."""

    everything: bool = False
    unit_ids: frozenset[int] = frozenset()
    owner_ids: frozenset[int] = frozenset()

    def __or__(self, other: Scope) -> Scope:
        return Scope(
            self.everything or other.everything,
            self.unit_ids | other.unit_ids,
            self.owner_ids | other.owner_ids,
        )

    def covers(self, *, unit_id: int | None, owner_id: int | None) -> bool:
        """True when a record of this unit and owner lies inside."""
        return self.everything or unit_id in self.unit_ids or owner_id in self.owner_ids


NOTHING = Scope()
EVERYTHING = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) with the rights of this very moment; loaded anew for each request (CC-14).

    key_scopes: what the API key is limited to through which he acts; None for a person, and for a key without limits.
    """

    user_id: int | None
    name: str
    unit_id: int | None = None
    unit_name: str = ""
    language: str = "zh-hans"
    grants: Mapping[str, Scope] = field(default_factory=dict)
    is_system: bool = False
    ip_address: str | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    key_scopes: frozenset[str] | None = None

    def can(self, code: str) -> bool:
        """True when the permission is granted for any records at all."""
        return self.is_system or code in self.grants

    def require(self, code: str) -> None:
        """Raise Forbidden, naming the function, unless the permission is granted."""
        if not self.can(code):
            raise Forbidden(function=label_of(code), code=code)

    def scope(self, code: str) -> Scope:
        """The records a permission reaches; nothing when it is not granted."""
        return EVERYTHING if self.is_system else self.grants.get(code, NOTHING)

    def key_reaches(self, areas: Collection[str], *, writing: bool) -> bool:
        """True when his key, if he acts through one, has a scope of one of these modules: for writing a scope to write."""
        if self.key_scopes is None:
            return True
        wanted = {f"{area}:{kind}" for area in areas for kind in (("write",) if writing else ("read", "write"))}
        single = not writing and any(scope.partition(".")[0] in areas for scope in self.key_scopes if "." in scope)
        return single or bool(wanted & self.key_scopes)

    @classmethod
    def system(cls) -> Actor:
        """The actor of jobs that no person started."""
        return cls(user_id=None, name=SYSTEM_NAME, is_system=True)

    @classmethod
    def automation(cls, rule: str) -> Actor:
        """The system in the name of a rule that an administrator laid down; the trail names the rule (SYS-029)."""
        return cls(user_id=None, name=f"{AUTOMATION}{rule}", is_system=True)
