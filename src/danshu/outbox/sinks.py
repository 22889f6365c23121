"""Writes events and one delivery per handler, in the operation's transaction (INV-O1)."""

from __future__ import annotations

import json

from django.db import connection

from danshu.kit.context import Context
from danshu.kit.events import HANDLERS_BY_EVENT

# Both tables in one statement: `handlers` of each event travel as a JSON array beside it.
WRITE = """
WITH given AS (
    SELECT * FROM unnest(%s::text[], %s::int[], %s::text[], %s::int[], %s::jsonb[], %s::jsonb[])
        WITH ORDINALITY AS g(name, schema, aggregate, version, payload, handlers, position)
), numbered AS (
    SELECT nextval(pg_get_serial_sequence('outbox_outboxevent', 'id')) AS id, g.* FROM given AS g ORDER BY position
), events AS (
    INSERT INTO outbox_outboxevent (id, at, name, schema, aggregate, version, actor_id, payload, handlers)
    OVERRIDING SYSTEM VALUE
    SELECT id, %s, name, schema, aggregate, version, %s, payload, jsonb_array_length(handlers) FROM numbered
)
INSERT INTO outbox_delivery (event_id, handler, aggregate, state, attempts, deaths, due_at, last_error)
SELECT id, handler, aggregate, 'waiting', 0, 0, %s, '' FROM numbered, jsonb_array_elements_text(handlers) AS handler
"""


class Outbox:
    """The event sink."""

    def write(self, context: Context) -> None:
        """Insert all events of an operation with their deliveries."""
        events = context.events
        with connection.cursor() as cursor:
            cursor.execute(
                WRITE,
                [
                    [e.name for e in events], [e.schema for e in events], [str(e.aggregate) for e in events],
                    [e.version for e in events], [json.dumps(e.payload(), ensure_ascii=False) for e in events],
                    [json.dumps(HANDLERS_BY_EVENT.get(e.name, [])) for e in events],
                    context.at, context.actor.user_id, context.at,
                ],
            )  # fmt: skip
