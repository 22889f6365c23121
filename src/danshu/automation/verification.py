"""No event is lost between the outbox and the rules (INV-O1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check

# A rule is switched on by an operation that may commit a little after its moment: five minutes leave no doubt.
# Runs that did not fit are deleted after a month.
LOST = """
SELECT r.name, e.id FROM automation_rule r JOIN outbox_outboxevent e ON e.name = r.event
LEFT JOIN automation_run x ON x.rule_id = r.id AND x.event_id = e.id
WHERE r.is_on AND r.trigger = 'event' AND x.id IS NULL
  AND e.at > r.on_since + interval '5 minutes' AND e.at > statement_timestamp() - interval '25 days'
ORDER BY e.id, r.name
"""


@check("INV-O1", "automation.runs")
def each_event_has_its_runs() -> Iterator[str]:
    """Each event since a rule was switched on has a run of that rule."""
    with connection.cursor() as cursor:
        cursor.execute(LOST)
        for name, event_id in cursor.fetchall():
            yield f"rule {name} has no run for event {event_id}"
