"""Customers as the pickers of order pages show them."""

from __future__ import annotations

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.parties import queries


def customer_label(actor: Actor, customer_id: int) -> str:
    """The name of a customer in scope, "" otherwise."""
    try:
        return queries.order_customer(actor=actor, customer_id=customer_id).name
    except NotFound:
        return ""


def customer_pairs(text: str, *, actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the customers that a typed text means."""
    return [(found.id, found.name) for found in queries.find_customers(text, actor=actor, limit=20)]
