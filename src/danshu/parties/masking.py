"""Contact data is shortened in the query, so that no list, export, picker, history or interface forgets it (PRV-1).

Who sees it in full: the owner of the customer, and holders of "see contact data" for customers in that right's scope.
Everybody else sees 138****5678 and finds a number only by typing all of it.
"""

from __future__ import annotations

from django.db.models import BooleanField, Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Concat, Left, Length, Right, StrIndex, Substr
from django.db.models.lookups import GreaterThan

from danshu.kit.actor import Actor, Scope
from danshu.kit.querysets import scope_filter
from danshu.parties.permissions import SEE_BANK_DATA, SEE_CONTACT_DATA

STARS = "****"
SHORT = 8
TAIL = 4
NOBODY = Q(pk__in=())


def full_sight(actor: Actor) -> Scope:
    """The customers whose contact data the actor sees in full."""
    own = Scope(owner_ids=frozenset({actor.user_id})) if actor.user_id else Scope()
    return actor.scope(SEE_CONTACT_DATA) | own


def sees_contact_data(actor: Actor, *, owner_id: int | None, unit_id: int | None) -> bool:
    """True when this actor sees the contact data of such a customer in full."""
    return full_sight(actor).covers(unit_id=unit_id, owner_id=owner_id)


def sight_filter(actor: Actor, prefix: str = "") -> Q:
    """The rows whose contact data the actor sees; prefix is the path to the customer ("customer__")."""
    return scope_filter(full_sight(actor), unit=f"{prefix}unit_id", owner=f"{prefix}owner_id")


def bank_filter(actor: Actor, prefix: str = "") -> Q:
    """The rows whose bank accounts the actor sees."""
    return scope_filter(actor.scope(SEE_BANK_DATA), unit=f"{prefix}unit_id", owner=f"{prefix}owner_id")


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
def _unless_empty(column: str, masked: Combinable) -> Case:
    return Case(When(**{column: ""}, then=Value("")), default=masked, output_field=CharField())


def _number(column: str) -> Case:
    long = Concat(Left(column, Length(column) - SHORT), Value(STARS), Right(column, TAIL))
    short = Concat(Left(column, 1), Value(STARS))
    return _unless_empty(column, Case(When(GreaterThan(Length(column), SHORT), then=long), default=short))


def _email(column: str) -> Case:
    host = Substr(column, StrIndex(F(column), Value("@")))
    return _unless_empty(column, Concat(Left(column, 1), Value(STARS), host))


def _account(column: str) -> Case:
    return _unless_empty(column, Concat(Value(STARS), Right(column, TAIL)))


def _rest(column: str) -> Case:
    return _unless_empty(column, Value(STARS))


SHORTENERS = {
    "phone": _number, "mobile": _number, "fax": _number, "email": _email, "payment_email": _email,
    "invoice_email": _email, "street": _rest, "address": _rest, "messenger": _rest,
}  # fmt: skip
ACCOUNTS = ("bank_account", "account")


def shown(column: str, seen: Q) -> Expression:
    """A column as this actor may read it: in full where `seen` holds, shortened elsewhere."""
    shorten = _account if column in ACCOUNTS else SHORTENERS[column]
    if seen == Q():
        return Case(default=F(column), output_field=CharField())
    return Case(When(seen, then=F(column)), default=shorten(column), output_field=CharField())


def seen_flag(seen: Q) -> Expression:
    """True for rows whose contact data the actor sees in full."""
    if seen == Q():
        return Value(True, output_field=BooleanField())
    return Case(When(seen, then=Value(True)), default=Value(False), output_field=BooleanField())
