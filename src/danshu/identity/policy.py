"""The parameters of sign-in and sessions. The register of parameters stands above this floor and installs its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

ABSOLUTE_SESSION = timedelta(hours=12)
IDLE_WARNING = timedelta(minutes=2)
PASSWORD_MAXIMUM = 128
PASSWORDS_REMEMBERED = 3
SIGN_INS_SHOWN = 20

DEFAULTS: Mapping[str, Any] = {
    "password_policy": {"minimum_length": 8, "letters_and_digits": True},
    "login_max_failures": 5,
    "login_lock_minutes": 15,
    "session_idle_minutes": 30,
    "default_language": "zh-hans",
    "staff_self_registration": False,
}

Reader = Callable[[Sequence[str]], Mapping[str, Any]]


def _defaults(names: Sequence[str]) -> Mapping[str, Any]:
    return {name: DEFAULTS[name] for name in names}


_reader: list[Reader] = [_defaults]


def read_with(reader: Reader) -> None:
    """Install the function that reads the values in force."""
    _reader[0] = reader


@dataclass(frozen=True, slots=True)
class Policy:
    """The values in force at this moment."""

    password_minimum: int
    password_letters_and_digits: bool
    max_failures: int
    lock: timedelta
    idle: timedelta
    default_language: str
    self_registration: bool


def policy() -> Policy:
    """Read the values; one query at most, none when the request has read parameters already."""
    found = _reader[0](tuple(DEFAULTS))
    password = found["password_policy"]
    return Policy(
        password_minimum=password["minimum_length"],
        password_letters_and_digits=password["letters_and_digits"],
        max_failures=found["login_max_failures"],
        lock=timedelta(minutes=found["login_lock_minutes"]),
        idle=timedelta(minutes=found["session_idle_minutes"]),
        default_language=found["default_language"],
        self_registration=bool(found["staff_self_registration"]),
    )
