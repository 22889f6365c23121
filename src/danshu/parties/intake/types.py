"""What goes into an intake and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from danshu.kit.errors import FieldProblem
from danshu.parties.owners import Owner


class Way(StrEnum):
    """What happens to a customer that exists already."""

    SKIP = "skip"
    FILL = "fill"  # only what is empty
    UPDATE = "update"


@dataclass(slots=True, kw_only=True)
class Entry:
    """One customer as the file says it: values, contact and addresses by the names of danshu.parties.fields.

    Dictionary values are keys that were looked up. number: one of our own numbers, to find the customer by.
    owner: None for the actor. credit: credit_limit and payment_terms_days as far as they are given and the actor may set
    them. custom: values of custom fields by their codes.
    """

    values: Mapping[str, Any]
    contacts: Sequence[Mapping[str, Any]] = ()
    addresses: Sequence[Mapping[str, Any]] = ()
    invoice: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    owner: Owner | None = None
    credit: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How an intake treats what is doubtful.

    namesakes: a customer of the same name in the region but with another external code becomes a record of its own,
    which needs the right "allow duplicate"; otherwise it is refused. unreachable: customers without telephone and
    e-mail are taken (marked as incomplete on their page); otherwise refused. reason: kept in the history.
    """

    way: Way = Way.SKIP
    namesakes: bool = False
    unreachable: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A customer that is there already."""

    pk: int
    name: str


@dataclass(slots=True, kw_only=True)
class Taken:
    """What became of one entry. action: created, updated, unchanged, skipped, refused.

    before: the values that were overwritten, for taking the intake back. waiting: names of the fields whose new values
    wait for a review (CUS-006).
    """

    action: str = "refused"
    pk: int = 0
    label: str = ""
    version: int = 1
    before: dict[str, Any] | None = None
    waiting: Sequence[str] = ()
    problems: list[FieldProblem] = field(default_factory=list)
