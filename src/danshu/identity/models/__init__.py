"""Units, users, staff assignment, sessions, keys and the sign-in log (ACC-002, ACC-004, ACC-012)."""

from danshu.identity.models.keys import ApiToken
from danshu.identity.models.registration import Registration, RegistrationState
from danshu.identity.models.sign_in import KnownDevice, Session, SignInGuard, SignInLog
from danshu.identity.models.units import StaffAssignment, Unit, UnitType
from danshu.identity.models.users import EmailChange, PasswordHistory, PasswordLink, PasswordRecovery, User

__all__ = [
    "ApiToken",
    "EmailChange",
    "KnownDevice",
    "PasswordHistory",
    "PasswordLink",
    "PasswordRecovery",
    "Registration",
    "RegistrationState",
    "Session",
    "SignInGuard",
    "SignInLog",
    "StaffAssignment",
    "Unit",
    "UnitType",
    "User",
]
