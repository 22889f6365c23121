"""Whose an account is, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import models

from danshu.kit.refs import SourceRef
from danshu.kit.sources import SourceLabel, describe_sources

if TYPE_CHECKING:
    from danshu.ledger.models import Account

    Accounts = models.QuerySet[Account]
else:
    Accounts = models.QuerySet


Describe = Callable[[Sequence[str]], Mapping[str, SourceLabel]]
Find = Callable[[str], Iterable[str]]
_NAMED: dict[str, Describe] = {}
_FINDERS: list[Find] = []


def owner_kind(prefix: str, describe: Describe) -> None:
    """Say how owners that are no documents are shown: "method:cash" is described by describe(["cash"]), in one query.

    Documents ("parties.customer:17") are described by `kit.sources.source_labels`.
    """
    _NAMED[prefix] = describe


def owner_finder(find: Find) -> None:
    """Say how owners are found by what people type: find(text) gives the owners as they are stored."""
    _FINDERS.append(find)


def owners_named(text: str) -> list[str]:
    """Owners whose name matches, as they are stored."""
    return [owner for find in _FINDERS for owner in find(text)]


def owner_label(owner: str) -> SourceLabel:
    """Whose an account is, in words."""
    return owner_labels([owner])[owner]


def owner_labels(owners: Iterable[str]) -> dict[str, SourceLabel]:
    """Whose accounts are, in words; one query per kind of owner."""
    wanted = set(owners)
    named = _named(wanted)
    refs = {owner: _parsed(owner) for owner in wanted - named.keys()}
    labels = describe_sources([ref for ref in refs.values() if ref is not None])
    return named | {owner: labels[ref] if ref is not None else SourceLabel(owner) for owner, ref in refs.items()}


def _named(owners: Iterable[str]) -> dict[str, SourceLabel]:
    found: dict[str, SourceLabel] = {}
    for prefix, describe in _NAMED.items():
        keys = sorted(owner.removeprefix(f"{prefix}:") for owner in owners if owner.startswith(f"{prefix}:"))
        found |= {f"{prefix}:{key}": label for key, label in (describe(keys) if keys else {}).items()}
    return found


def _parsed(owner: str) -> SourceRef | None:
    try:
        return SourceRef.parse(owner)
    except ValueError:
        return None


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts that know their owners' names: those of one page are looked up together."""

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        accounts = [row for row in self._result_cache or () if isinstance(row, self.model)]
        if fresh and accounts:
            labels = owner_labels(account.owner for account in accounts)
            for account in accounts:
                account.owner_label = labels[account.owner]
