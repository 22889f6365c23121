"""Makes stored search tokens again where their form changed; for migrations, which run before anyone searches."""

from __future__ import annotations

import json
from typing import Any

from danshu.kit.search import search_tokens

CHUNK = 2_000
# Tokens of readings begin with ^. A row with a run of three was written in the present form and is left alone; texts
# shorter than that are few and cost nothing to compute again.
READ = """
SELECT t.id, array({texts}) FROM {table} t WHERE t.id > %s
AND NOT EXISTS (SELECT FROM unnest(t.search_tokens) AS token WHERE length(token) = 3 AND token NOT LIKE '^%%')
ORDER BY t.id LIMIT %s
"""
WRITE = """
UPDATE {table} t SET search_tokens = new.tokens FROM json_to_recordset(%s::json) AS new(id bigint, tokens text[])
WHERE t.id = new.id AND t.search_tokens IS DISTINCT FROM new.tokens
"""


def rebuild_tokens(connection: Any, table: str, texts: str) -> int:
    """Make `search_tokens` of a table again, in sets of 2,000 rows; returns how many rows were looked at.

    table is the name of the table, texts a SELECT or VALUES of one text column about its row `t`; both are constants
    of the code. It may be run again: rows that carry runs of three characters are not touched.
    """
    read, write = READ.format(table=table, texts=texts), WRITE.format(table=table)
    last = seen = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(read, [last, CHUNK])
            rows = cursor.fetchall()
            if not rows:
                return seen
            last, seen = rows[-1][0], seen + len(rows)
            made = [{"id": pk, "tokens": search_tokens(*found)} for pk, found in rows]
            cursor.execute(write, [json.dumps(made, ensure_ascii=False)])
