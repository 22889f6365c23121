"""Which rule holds for a kind, and what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from danshu.housekeeping.models import Every, ExpiryRule
from danshu.kit.expiry import EXPIRING, Expiring


@dataclass(frozen=True, slots=True)
class Kept:
    """For how long a kind is kept, and when it is removed by itself."""

    kind: Expiring
    days: int
    every: str
    version: int

    def before(self, at: datetime) -> datetime:
        """What expired before this moment may go."""
        return at - timedelta(days=self.days)


def rules(codes: Iterable[str] | None = None) -> list[Kept]:
    """The rules of all kinds, or of some, in the order in which they were declared; one query. Raises KeyError."""
    wanted = list(EXPIRING) if codes is None else [code for code in EXPIRING if code in set(codes)]
    rows = {row.kind: row for row in ExpiryRule.objects.filter(kind__in=wanted)}
    return [_kept(EXPIRING[code], rows.get(code)) for code in wanted]


def _kept(kind: Expiring, row: ExpiryRule | None) -> Kept:
    if row is None:
        return Kept(kind, kind.days, Every.HAND, 0)
    # a rule laid down before the module asked for more does not remove what must be kept now
    return Kept(kind, max(row.days, kind.least), row.every, row.version)
