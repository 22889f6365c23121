"""Contact data is shortened in the query, so that no list, export, picker, history or interface forgets it (PRV-1).

Who sees it in full: the owner of the customer, and holders of "see contact data" for customers in that right's scope.
Everybody else sees 138****5678 and finds a number only by typing all of it. Of a customer without an owner nobody sees
it: whoever wants to talk to him takes him from the pool (CUS-016).
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import Expression

from danshu.kit.actor import Actor, Scope
from danshu.kit.masking import account_masked, email_masked, number_masked, readable, rest_masked
from danshu.kit.querysets import scope_filter, scope_parameters
from danshu.kit.written import condition
from danshu.parties import sharing
from danshu.parties.permissions import SEE_BANK_DATA, SEE_CONTACT_DATA


def full_sight(actor: Actor) -> Scope:
    """The customers whose contact data the actor sees in full."""
    own = Scope(owner_ids=frozenset({actor.user_id})) if actor.user_id else Scope()
    return actor.scope(SEE_CONTACT_DATA) | own


def sees_contact_data(actor: Actor, *, owner_id: int | None, unit_id: int | None) -> bool:
    """True when this actor sees the contact data of such a customer in full."""
    if owner_id is None and not actor.is_system:
        return False
    return full_sight(actor).covers(unit_id=unit_id, owner_id=owner_id)


def sight_filter(actor: Actor, prefix: str = "") -> Q:
    """The rows whose contact data the actor sees; prefix is the path to the customer ("customer__").

    Whoever is to talk to a customer that is shared with him sees how to reach it (CUS-015).
    """
    if actor.is_system:
        return Q()
    scope = full_sight(actor)
    if prefix:
        shares = None if actor.user_id is None else sharing.shared_keys(actor, sharing.COMMUNICATE)
        return _customer_inside(prefix, scope, shares, has_owner=True)
    besides = sharing.talks_to(actor)
    inside = scope_filter(scope) if besides is None or scope.everything else scope_filter(scope) | besides
    return inside & Q(owner__isnull=False)


def bank_filter(actor: Actor, prefix: str = "") -> Q:
    """The rows whose bank accounts the actor sees."""
    scope = actor.scope(SEE_BANK_DATA)
    if not prefix or scope.everything:
        return scope_filter(scope)
    return _customer_inside(prefix, scope, None, has_owner=False)


# looked up by his key for each row that is read: of an EXISTS the planner may make a table of all customers inside
CUSTOMER_INSIDE = "COALESCE((SELECT {rules} FROM parties_customer scoped WHERE scoped.id = {{0}}), FALSE)"
SCOPE = "(%s::bool OR scoped.unit_id = ANY(%s::bigint[]) OR scoped.owner_id = ANY(%s::bigint[]){besides})"


def _customer_inside(prefix: str, scope: Scope, shares: tuple[str, tuple[Any, ...]] | None, *, has_owner: bool) -> Q:
    """Rows whose customer lies inside. He is looked up for the rows that are shown: a join would stay in every count of
    the same rows, and go through all of them."""
    statement, more = shares or ("", ())
    rules = SCOPE.format(besides=f" OR scoped.id = ANY(ARRAY({statement}))" if shares else "")
    if has_owner:
        rules += " AND scoped.owner_id IS NOT NULL"
    params = (*scope_parameters(scope).values(), *more)
    key = F(f"{prefix.removesuffix('__')}_id")
    return Q(condition(CUSTOMER_INSIDE.format(rules=rules), key, params=params))


SHORTENERS = {
    "phone": number_masked, "mobile": number_masked, "fax": number_masked, "email": email_masked,
    "payment_email": email_masked, "invoice_email": email_masked, "street": rest_masked, "address": rest_masked,
    "messenger": rest_masked,
}  # fmt: skip
ACCOUNTS = ("bank_account", "account")


def shown(column: str, seen: Q) -> Expression:
    """A column as this actor may read it: in full where `seen` holds, shortened elsewhere."""
    shorten = account_masked if column in ACCOUNTS else SHORTENERS[column]
    return readable(column, seen, shorten(column))
