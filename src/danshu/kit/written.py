"""Parts of queries that are written out: cheap to build where the same from the ORM's parts is not.

Each `filter` and each `Case` is taken apart, copied and put together again for every query; a rule of sight that many
columns name cost more than reading the rows. Written out it is one expression.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.db.models import BooleanField, CharField, Func

_PLACES = re.compile(r"\{(\d)\}")


class Written(Func):
    """An SQL expression over columns: {0}, {1} stand for them, as often as one likes; %s for the parameters in turn."""

    allowed_default = False

    def __init__(self, sql: str, *columns: Any, params: Sequence[Any] = (), output_field: Any = None) -> None:
        super().__init__(*columns, output_field=output_field or CharField())
        self.sql, self.params = sql, tuple(params)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The text with the columns of this query in it."""
        columns = [compiler.compile(column) for column in self.source_expressions]
        own = iter(self.params)
        texts: list[str] = []
        params: list[Any] = []
        for place, part in enumerate(_PLACES.split(self.sql)):
            if place % 2:
                text, more = columns[int(part)]
                texts.append(text)
                params += more
            else:
                texts.append(part)
                params += islice(own, part.count("%s"))
        return "".join(texts), params


def condition(sql: str, *columns: Any, params: Sequence[Any] = ()) -> Written:
    """The same as a condition: `filter(condition(...))`, `Q(condition(...))`."""
    return Written(sql, *columns, params=params, output_field=BooleanField())
