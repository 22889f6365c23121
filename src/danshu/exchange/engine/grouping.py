"""Before the dry run: cells are converted, rows numbered by group, wrong and repeated ones marked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from danshu.exchange.engine.conversion import Conversion, Staged, all_rows
from danshu.exchange.engine.results import RowResult, block_groups, write_results
from danshu.exchange.importing import Problem, Row
from danshu.exchange.models import ImportBatch, RowState

PAGE = 2_000


class Grouping:
    """Gives each row the number of its group. Keys are kept as digests: two million of them fit into memory."""

    def __init__(self, conversion: Conversion, key: Sequence[str], match_key: Sequence[str]) -> None:
        self.conversion, self.key = conversion, tuple(key)
        self.match_key = () if not match_key or set(match_key) <= set(key) else tuple(match_key)
        self.numbers: dict[bytes, int] = {}
        self.seen: dict[bytes, int] = {}
        self.groups = 0

    def result(self, staged: Staged) -> RowResult:
        """What the table shall say of one row."""
        row, problems = self.conversion.convert(staged)
        repeated = self._repeats(row)
        if repeated is not None:
            problems.append(repeated)
        state = RowState.WRONG if any(not p.warning for p in problems) else RowState.NEW
        return RowResult(staged.number, state, problems=problems, group_no=self._group(row))

    def _group(self, row: Row) -> int:
        values = [row[name] for name in self.key]
        if not self.key or all(value is None for value in values):
            self.groups += 1
            return self.groups
        digest = _digest(values)
        known = self.numbers.get(digest)
        if known is None:
            self.groups += 1
            known = self.numbers[digest] = self.groups
        return known

    def _repeats(self, row: Row) -> Problem | None:
        values = [row[name] for name in self.match_key]
        if not self.match_key or any(value is None for value in values):
            return None
        first = self.seen.setdefault(_digest(values), row.number)
        if first == row.number:
            return None
        message = _("与第 %(row)s 行重复") % {"row": first}
        return Problem(row.number, self.match_key[0], "repeated_in_file", message, _("文件内重复"))


def _digest(values: Sequence[Any]) -> bytes:
    text = "\x1f".join(value.casefold() if isinstance(value, str) else repr(value) for value in values)
    return hashlib.blake2b(text.encode(), digest_size=12).digest()


def group_rows(batch: ImportBatch, conversion: Conversion, key: Sequence[str], match_key: Sequence[str]) -> int:
    """Number and judge all rows of a batch; returns how many groups there are."""
    grouping = Grouping(conversion, key, match_key)
    with transaction.atomic():
        for page in _pages(batch.pk):
            write_results(batch.pk, [grouping.result(staged) for staged in page])
        block_groups(batch.pk, RowState.WRONG)
    return grouping.groups


def _pages(batch_id: int) -> Iterator[list[Staged]]:
    page: list[Staged] = []
    for staged in all_rows(batch_id):
        page.append(staged)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page
