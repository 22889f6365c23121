"""The keeper of resources that are a number on a row: stock of an item in a warehouse, uses of a coupon, seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection

from danshu.holds import statements
from danshu.holds.keeping import Ended, Gap, Taken, Want
from danshu.kit.arrays import array
from danshu.kit.refs import SourceRef


@dataclass(frozen=True)
class CounterKeeper:
    """Keeps `used` below `capacity` on the rows of a table; all names are constants of the code.

    key: columns that name a row, unique together and in lock order; unbounded: an expression that is true for rows
    which may be used beyond their capacity ("false" for none). The table's own CHECK says the same once more.
    """

    kind: str
    table: str
    key: tuple[str, ...]
    capacity: str
    used: str
    unbounded: str = "false"

    def take(self, wants: Sequence[Want], *, at: datetime, expires_at: datetime | None, add: bool) -> Taken:
        """Take all or nothing; one statement, a second one to find out why not. With `add` a live claim grows."""
        if not add and len({want.resource for want in wants}) == len(wants) and self._take_plain(wants, at, expires_at):
            return Taken((), ())
        rows = self._run(
            self._texts["take_more" if add else "take"],
            {**_arrays(wants, self.key), "at": at, "expires_at": expires_at},
        )
        width = len(self.key)
        gaps = tuple(Gap(row[1 : width + 1], row[-5], row[-4]) for row in rows if row[0] == "gap")
        return Taken(gaps, tuple(_ended(row[-3:], row[-5]) for row in rows if row[0] == "lapsed"))

    def release(self, sources: Sequence[SourceRef], *, at: datetime) -> list[Ended]:
        """Give back what the documents still hold; one statement."""
        rows = self._run(
            self._texts["release"],
            {
                "at": at,
                "source_kinds": array(s.kind for s in sources),
                "source_ids": array(s.pk for s in sources),
            },
        )
        return [_ended(row[:3], row[3]) for row in rows]

    def convert(self, wants: Sequence[Want], *, at: datetime, allow_less: bool) -> list[Gap]:
        """Use up claims; returns what each (resource, document) was short of. One statement.

        Unless `allow_less`, nothing is used when there is any gap.
        """
        rows = self._run(self._texts["convert"], {**_arrays(wants, self.key), "at": at, "allow_less": allow_less})
        return [Gap(row[:-2], row[-2], row[-1]) for row in rows]

    def expire_due(self, *, at: datetime, limit: int) -> list[Ended]:
        """Give up claims past their moment on resources that nobody is just using; one statement."""
        rows = self._run(self._texts["expire_due"], {"at": at, "limit": limit})
        return [_ended(row[:3], row[3]) for row in rows]

    def drifts(self) -> list[tuple[Any, ...]]:
        """Rows whose `used` is not what live claims hold: (id, used, claimed). For `danshu verify`."""
        return self._run(self._texts["drifts"], {})

    def _take_plain(self, wants: Sequence[Want], at: datetime, expires_at: datetime | None) -> bool:
        parameters = {**_arrays(wants, self.key), "at": at, "expires_at": expires_at, "count": len(wants)}
        with connection.cursor() as cursor:
            cursor.execute(self._texts["take_plain"], parameters)
            return bool(cursor.rowcount > 0)

    def _run(self, text: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(text, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    @cached_property
    def _texts(self) -> dict[str, str]:
        """Each statement composed once; all stay below 4,096 characters, above which the driver parses anew."""
        return {
            name: statements.compose(
                text,
                kind=self.kind,
                table=self.table,
                key=self.key,
                capacity=self.capacity,
                used=self.used,
                unbounded=self.unbounded,
            )
            for name, text in statements.ALL.items()
        }


def _arrays(wants: Sequence[Want], key: tuple[str, ...]) -> dict[str, Any]:
    columns = {f"key_{name}": array(want.resource[place] for want in wants) for place, name in enumerate(key)}
    return {
        **columns,
        "quantities": array(want.quantity for want in wants),
        "source_kinds": array(want.source.kind for want in wants),
        "source_ids": array(want.source.pk for want in wants),
    }


def _ended(where: Sequence[Any], quantity: Decimal) -> Ended:
    resource_id, source_kind, source_id = where
    return Ended(SourceRef(source_kind, source_id), resource_id, quantity)
