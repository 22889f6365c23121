"""Whose an account is, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

from danshu.kit.refs import SourceRef
from danshu.kit.sources import SourceLabel, describe_sources

if TYPE_CHECKING:
    from danshu.ledger.models import Account

    Accounts = models.QuerySet[Account]
else:
    Accounts = models.QuerySet


def owner_label(owner: str) -> SourceLabel:
    """Whose an account is, in words."""
    return owner_labels([owner])[owner]


def owner_labels(owners: Iterable[str]) -> dict[str, SourceLabel]:
    """Whose accounts are, in words; one query per kind of owner."""
    refs = {owner: _parsed(owner) for owner in set(owners)}
    labels = describe_sources([ref for ref in refs.values() if ref is not None])
    return {owner: labels[ref] if ref is not None else SourceLabel(owner) for owner, ref in refs.items()}


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
