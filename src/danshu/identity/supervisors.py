"""Who supervises somebody: his manager, else the head of his unit or of the nearest unit above (ORD-023)."""

from __future__ import annotations

from django.db import connection

SUPERVISOR = """
WITH RECURSIVE me AS (SELECT id, manager_id, unit_id FROM identity_user WHERE id = %(user_id)s),
above AS (
    SELECT n.id, n.parent_id, n.head_id, 0 AS depth FROM identity_unit n JOIN me ON n.id = me.unit_id
    UNION ALL SELECT n.id, n.parent_id, n.head_id, a.depth + 1 FROM identity_unit n JOIN above a ON n.id = a.parent_id
), candidates AS (
    SELECT manager_id AS id, -1 AS depth FROM me UNION ALL SELECT head_id, depth FROM above
)
SELECT c.id FROM candidates c JOIN identity_user u ON u.id = c.id AND u.is_active
WHERE c.id <> %(user_id)s GROUP BY c.id ORDER BY min(c.depth) LIMIT 2
"""


def supervisor_of(user_id: int | None) -> tuple[int | None, int | None]:
    """(supervisor, deputy) of a person; None where the organisation names nobody."""
    if user_id is None:
        return None, None
    with connection.cursor() as cursor:
        cursor.execute(SUPERVISOR, {"user_id": user_id})
        found = [*(row[0] for row in cursor.fetchall()), None, None]
    return found[0], found[1]
