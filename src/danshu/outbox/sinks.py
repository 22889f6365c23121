"""Writes events and one delivery per handler, in the operation's transaction (INV-O1)."""

from __future__ import annotations

import json

from danshu.kit.context import Context
from danshu.kit.events import HANDLERS_BY_EVENT
from danshu.kit.sql import Step

# Both tables at once: the handlers of each event travel as an array beside it. The numbers rise in the given order.
EVENTS = """outbox_given AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('outbox_outboxevent', 'id')) AS id, g.*
    FROM json_to_recordset(%(outbox_rows)s::json)
        AS g(name text, schema int, aggregate text, version int, payload jsonb, handlers text[])
), outbox_events AS (
    INSERT INTO outbox_outboxevent (id, at, name, schema, aggregate, version, actor_id, payload, handlers)
    OVERRIDING SYSTEM VALUE
    SELECT id, %(outbox_at)s::timestamptz, name, schema, aggregate, version, %(outbox_actor)s::bigint, payload,
        cardinality(handlers) FROM outbox_given
), outbox_deliveries AS (
    INSERT INTO outbox_delivery (event_id, handler, aggregate, state, attempts, deaths, due_at, last_error)
    SELECT id, handler, aggregate, 'waiting', 0, 0, %(outbox_at)s::timestamptz, ''
    FROM outbox_given, unnest(handlers) AS handler
)"""


class Outbox:
    """The event sink."""

    def step(self, context: Context) -> Step:
        """All events of an operation with their deliveries."""
        rows = [
            {"name": e.name, "schema": e.schema, "aggregate": str(e.aggregate), "version": e.version,
             "payload": e.payload(), "handlers": HANDLERS_BY_EVENT.get(e.name, [])}
            for e in context.events
        ]  # fmt: skip
        return Step(
            EVENTS,
            {
                "outbox_rows": json.dumps(rows, ensure_ascii=False),
                "outbox_at": context.at,
                "outbox_actor": context.actor.user_id,
            },
        )
