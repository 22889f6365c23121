"""What the ledger's pages show, one function per screen, each in a fixed number of queries.

Accounts belong to the company, not to a unit or a person: they exist for actors whose scope under the permission is
everything, and for nobody else (ACC-022). Statements for customers and branches are made by the modules above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, QuerySet

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.refs import SourceRef
from danshu.kit.sources import SourceLabel, describe_sources
from danshu.ledger.models import Account, Journal, JournalLine
from danshu.ledger.owners import owner_label, owner_labels
from danshu.ledger.permissions import VIEW_LEDGER

ROWS = 100


def account_rows(actor: Actor) -> QuerySet[Account]:
    """All accounts with their balances, for actors who see the whole company."""
    rows = Account.objects.annotate(amount=F("balance__amount"))
    return rows if actor.scope(VIEW_LEDGER).everything else rows.none()


def journal_rows(actor: Actor) -> QuerySet[Journal]:
    """All journals, for actors who see the whole company."""
    return Journal.objects.all() if actor.scope(VIEW_LEDGER).everything else Journal.objects.none()


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One movement of an account with its document; before and after stand beside it (FIN-015)."""

    line: JournalLine
    source: SourceLabel

    @property
    def before(self) -> Decimal:
        """What stood there before."""
        return self.line.balance_after - self.line.amount


@dataclass(frozen=True, slots=True)
class Statement:
    """An account with its newest movements (or those before a line); `older` continues."""

    account: Account
    owner: SourceLabel
    rows: Sequence[StatementRow]
    older: int | None


def statement(actor: Actor, pk: int, *, before: int | None = None, limit: int = ROWS) -> Statement:
    """The movements of an account, newest first; a page further back costs the same. Raises NotFound."""
    account = account_rows(actor).filter(pk=pk).first()
    if account is None:
        raise NotFound
    lines = JournalLine.objects.filter(account=account).select_related("journal").order_by("-pk")
    found = list(lines.filter(pk__lt=before)[: limit + 1] if before else lines[: limit + 1])
    older = found[limit - 1].pk if len(found) > limit else None
    labels = describe_sources([_source(line.journal) for line in found[:limit]])
    rows = [StatementRow(line, labels[_source(line.journal)]) for line in found[:limit]]
    return Statement(account, owner_label(account.owner), rows, older)


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A journal with its lines, its document, and what it reverses or is reversed by."""

    journal: Journal
    source: SourceLabel
    lines: Sequence[tuple[JournalLine, SourceLabel]]
    reversed_by: Journal | None


def journal_page(actor: Actor, pk: int) -> JournalPage:
    """One journal. Raises NotFound."""
    journal = journal_rows(actor).select_related("reverses").filter(pk=pk).first()
    if journal is None:
        raise NotFound
    lines = list(JournalLine.objects.filter(journal=journal).select_related("account").order_by("pk"))
    owners = owner_labels(line.account.owner for line in lines)
    source = _source(journal)
    return JournalPage(
        journal=journal,
        source=describe_sources([source])[source],
        lines=[(line, owners[line.account.owner]) for line in lines],
        reversed_by=Journal.objects.filter(reverses=journal).first(),
    )


def _source(journal: Journal) -> SourceRef:
    return SourceRef(journal.source_kind, journal.source_id)
