"""The column that holds a record's values, and the trigger that keeps their index.

    class Customer(Versioned):
        custom = custom_values()
        class Meta:
            triggers = [*custom_index("parties.customer")]

A record without values costs nothing: the triggers' conditions are not met and no function runs. The index holds only
fields that lists can filter by, so that a host of a million rows is searched by a btree of its own and not by its JSON.
"""

from __future__ import annotations

import pgtrigger
from django.db import connection, models

# what is looked for: numbers as numbers, moments as their ISO words, each of several choices for itself
ENTRIES = """
SELECT d.id, {key} AS record_id,
    CASE WHEN d.kind IN ('integer', 'decimal', 'money') THEN v.value::numeric END AS number,
    CASE WHEN d.kind NOT IN ('integer', 'decimal', 'money') THEN left(v.value, 200) END AS words,
    CASE WHEN d.is_unique THEN left(lower(v.value), 200) END AS unique_key
FROM custom_fields_fielddefinition d CROSS JOIN LATERAL (
    SELECT e.value FROM jsonb_array_elements_text(
        CASE jsonb_typeof({values} -> d.code) WHEN 'array' THEN {values} -> d.code
        ELSE jsonb_build_array({values} -> d.code) END
    ) AS e(value)
) AS v
WHERE d.host = '{host}' AND d.is_searchable AND {values} ? d.code
"""
INTO = "INSERT INTO custom_fields_fieldentry (definition_id, record_id, number, words, unique_key)"
FORGET = """
DELETE FROM custom_fields_fieldentry e USING custom_fields_fielddefinition d
WHERE d.id = e.definition_id AND d.host = '{host}' AND e.record_id = OLD.id;
"""


def custom_values() -> models.JSONField:
    """The column of a host."""
    return models.JSONField(default=dict, db_default={}, blank=True)


def custom_index(host: str) -> list[pgtrigger.Trigger]:
    """The triggers of a host: what its records say is found, what they say no more is not."""
    filled = f"{INTO} {ENTRIES.format(key='NEW.id', values='NEW.custom', host=host)};"
    forget = FORGET.format(host=host)
    return [
        pgtrigger.Trigger(
            name="custom_added", operation=pgtrigger.Insert, when=pgtrigger.After,
            condition=pgtrigger.Condition("NEW.custom <> '{}'::jsonb"), func=_function(filled),
        ),
        pgtrigger.Trigger(
            name="custom_changed", operation=pgtrigger.UpdateOf("custom"), when=pgtrigger.After,
            condition=pgtrigger.Condition("OLD.custom IS DISTINCT FROM NEW.custom"), func=_function(forget + filled),
        ),
        pgtrigger.Trigger(
            name="custom_removed", operation=pgtrigger.Delete, when=pgtrigger.After,
            condition=pgtrigger.Condition("OLD.custom <> '{}'::jsonb"), func=_function(forget),
        ),
    ]  # fmt: skip


def index_anew(definition_id: int, host: str, table: str) -> None:
    """Index one field over all records: its field became searchable or unique. Raises what the index refuses.

    table: of the registered host, a constant of the code.
    """
    values = ENTRIES.format(key="h.id", values="h.custom", host=host)
    found = f"FROM {table} h CROSS JOIN LATERAL ({values} AND d.id = %s) AS x(definition_id, record_id, number, words, unique_key)"
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")  # whoever writes now would be missed
        cursor.execute("DELETE FROM custom_fields_fieldentry WHERE definition_id = %s", [definition_id])
        cursor.execute(
            f"{INTO} SELECT x.* {found} WHERE h.custom <> '{{}}'::jsonb",
            [definition_id],
        )


def _function(body: str) -> str:
    return f"{body}\nRETURN NULL;"
