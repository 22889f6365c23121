"""What happened to accounts and units; upper floors join in (rights, hand-over) or tell the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from danshu.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDisabled(Event):
    """An account was disabled; what it owned goes to the successor, if there is one (ACC-005)."""

    name: ClassVar[str] = "identity.user_disabled"
    user_id: int
    successor_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDeleted(Event):
    """An account without any trace is about to be deleted."""

    name: ClassVar[str] = "identity.user_deleted"
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLocked(Event):
    """Too many failures locked an account; its owner is told (ACC-012)."""

    name: ClassVar[str] = "identity.user_locked"
    user_id: int
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeviceUsed(Event):
    """Somebody signed in from a device that the account did not know (ACC-012)."""

    name: ClassVar[str] = "identity.new_device_used"
    user_id: int
    log_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """A password was changed, by its owner or through a link (V6: notice on change)."""

    name: ClassVar[str] = "identity.password_changed"
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChangeRequested(Event):
    """A new address waits for its code; whoever sends mail issues the code (ACC-016)."""

    name: ClassVar[str] = "identity.email_change_requested"
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitInvalidated(Event):
    """A unit was withdrawn."""

    name: ClassVar[str] = "identity.unit_invalidated"
    unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyConfigured(Event):
    """The first start was completed; the register of parameters takes the company's data over (ACC-001)."""

    name: ClassVar[str] = "identity.company_configured"
    company_name: str
    phone: str
    email: str
    address: str
    currency: str
    time_zone: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRegistered(Event):
    """An employee applied for an account and waits for an administrator (ACC-006)."""

    name: ClassVar[str] = "identity.staff_registered"
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDecided(Event):
    """An administrator approved or refused an application; the applicant is told by e-mail (ACC-006)."""

    name: ClassVar[str] = "identity.registration_decided"
    state: str
    full_name: str
    user_name: str
    email: str
    language: str
    reason: str
