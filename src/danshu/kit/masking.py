"""Shortening contact data, as values and inside queries (PRV-1): 138****5678, w****@example.com, the last four digits.

Who reads what in full is decided by the module that owns the record; how the rest looks is the same everywhere.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import BooleanField, Case, CharField, F, Q, Value, When
from django.db.models.expressions import Expression
from django.db.models.query_utils import DeferredAttribute

from danshu.kit.written import Written

if TYPE_CHECKING:
    Text = models.CharField[str, str]
    Email = models.EmailField[str, str]
else:  # Django's own fields take no types at run time
    Text, Email = models.CharField, models.EmailField

STARS = "****"
SHORT = 8
TAIL = 4


# ---- values that were read already -----------------------------------------------------------------------------------
def mask_number(text: str) -> str:
    """13812345678 -> 138****5678; a short one keeps its first sign only."""
    if not text:
        return ""
    return f"{text[: len(text) - SHORT]}{STARS}{text[-TAIL:]}" if len(text) > SHORT else f"{text[:1]}{STARS}"


def mask_email(text: str) -> str:
    """wang@example.com -> w****@example.com."""
    name, _at, host = text.partition("@")
    return f"{name[:1]}{STARS}@{host}" if host else mask_number(text)


def mask_account(text: str) -> str:
    """A bank account: the last four digits."""
    return f"{STARS}{text[-TAIL:]}" if text else ""


def mask_rest(text: str) -> str:
    """An address below the district, a messenger account: that there is something, not what."""
    return STARS if text else ""


# ---- the same inside a query -----------------------------------------------------------------------------------------
NUMBER = (
    f"CASE WHEN {{0}} = '' THEN '' WHEN length({{0}}) > {SHORT} "
    f"THEN left({{0}}, length({{0}}) - {SHORT}) || '{STARS}' || right({{0}}, {TAIL}) ELSE left({{0}}, 1) || '{STARS}' END"
)
EMAIL = f"CASE WHEN {{0}} = '' THEN '' ELSE left({{0}}, 1) || '{STARS}' || substr({{0}}, strpos({{0}}, '@')) END"
ACCOUNT = f"CASE WHEN {{0}} = '' THEN '' ELSE '{STARS}' || right({{0}}, {TAIL}) END"
REST = f"CASE WHEN {{0}} = '' THEN '' ELSE '{STARS}' END"


def number_masked(column: str) -> Expression:
    """mask_number of a column."""
    return Written(NUMBER, F(column))


def email_masked(column: str) -> Expression:
    """mask_email of a column that holds e-mail addresses."""
    return Written(EMAIL, F(column))


def account_masked(column: str) -> Expression:
    """mask_account of a column."""
    return Written(ACCOUNT, F(column))


def rest_masked(column: str) -> Expression:
    """mask_rest of a column."""
    return Written(REST, F(column))


def readable(column: str, seen: Q, shortened: Expression) -> Expression:
    """A column in full where `seen` holds, shortened elsewhere."""
    if seen == Q():
        return Case(default=F(column), output_field=CharField())
    return Case(When(seen, then=F(column)), default=shortened, output_field=CharField())


def seen_flag(seen: Q) -> Expression:
    """True for rows whose contact data the actor sees in full."""
    if seen == Q():
        return Value(True, output_field=BooleanField())
    return Case(When(seen, then=Value(True)), default=Value(False), output_field=BooleanField())


def either(*conditions: Q) -> Q:
    """Rows for which one of the conditions holds. An empty Q is "all rows" here; `|` would drop it."""
    return Q() if Q() in conditions else reduce(or_, conditions)


# ---- columns that cannot be read by mistake --------------------------------------------------------------------------
class Unshown(RuntimeError):
    """A page read contact data past the query that shortens it."""


class _Guarded(DeferredAttribute):
    """A column that was left out of a query is never fetched afterwards: that would go round the shortening."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        field: Any = self.field
        if instance is not None and field.attname not in instance.__dict__:
            raise Unshown(f"{field.attname} was not read: show shown_{field.attname} (PRV-1)")
        return super().__get__(instance, cls)


class PrivateText(Text):
    """A text of contact data. Queries for readers leave it out and give shown_<name> instead."""

    descriptor_class = _Guarded

    def deconstruct(self) -> Any:
        """To migrations it is what it is in the database."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


class PrivateEmail(Email):
    """The same for an e-mail address."""

    descriptor_class = _Guarded

    def deconstruct(self) -> Any:
        """To migrations it is what it is in the database."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.EmailField", args, options
