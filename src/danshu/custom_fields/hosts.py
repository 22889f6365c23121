"""Which records have custom fields, and which records a field can point at; upper modules register both.

    register_host(Host("parties.customer", _("客户"), "parties_customer"))
    register_target(Target(FieldKind.CUSTOMER, model="parties.Customer", label="name", ...))

A host's model has a `custom` column (danshu.custom_fields.storing) and calls `take_custom` in its operations.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from danshu.custom_fields.kinds import FieldKind
from danshu.kit.actor import Actor

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Host:
    """A kind of record with custom fields, with its table.

    kinds: the types that its fields may have, all when empty. options_rest: the list of a field that is switched on can
    only be viewed (CUS-024). reviewed: False where old records are not asked to fulfil new rules.
    """

    kind: str
    label: Text
    table: str
    kinds: frozenset[FieldKind] = frozenset()
    options_rest: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of record that a field can point at.

    url: the picker's endpoint; model and label: where the name stands, for lists; names(keys): the names of existing
    ones; known(actor, keys): those that exist for the actor; search(actor, text): at most 20 (key, name).
    """

    kind: FieldKind
    model: str
    label: str
    url: Callable[[], str]
    names: Callable[[Collection[int]], dict[int, str]]
    known: Callable[[Actor, Collection[int]], set[int]]
    search: Callable[[Actor, str], Sequence[tuple[int, str]]]


HOSTS: dict[str, Host] = {}
TARGETS: dict[FieldKind, Target] = {}


def register_host(host: Host) -> None:
    """Give a kind of record custom fields. Raises ValueError for one registered twice."""
    if host.kind in HOSTS:
        raise ValueError(f"host registered twice: {host.kind}")
    HOSTS[host.kind] = host


def register_target(target: Target) -> None:
    """Let fields point at a kind of record. Raises ValueError for one registered twice."""
    if target.kind in TARGETS:
        raise ValueError(f"target registered twice: {target.kind}")
    TARGETS[target.kind] = target


def kinds_of(host: Host) -> list[FieldKind]:
    """The types that a field of this host may have: those of the host, of links those whose records are registered."""
    from danshu.custom_fields.kinds import LINKS

    return [
        kind for kind in FieldKind if (not host.kinds or kind in host.kinds) and (kind not in LINKS or kind in TARGETS)
    ]
