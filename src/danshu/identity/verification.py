"""What must hold between people, units and sessions, also where no constraint can say it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check

LOOPS = """
WITH RECURSIVE up AS (
    SELECT id, parent_id, ARRAY[id] AS path FROM identity_unit
    UNION ALL SELECT up.id, n.parent_id, up.path || n.id FROM up JOIN identity_unit n ON n.id = up.parent_id
    WHERE NOT n.id = ANY(up.path)
) SELECT DISTINCT up.id FROM up JOIN identity_unit n ON n.id = up.parent_id WHERE n.id = ANY(up.path)
"""
MAIN_UNITS = """
SELECT u.user_name, u.unit_id, a.unit_id FROM identity_user u
LEFT JOIN identity_staffassignment a ON a.user_id = u.id AND a.is_main AND a.to_date IS NULL
WHERE u.unit_id IS DISTINCT FROM a.unit_id ORDER BY u.id
"""
LEFT_OPEN = """
SELECT DISTINCT u.user_name FROM identity_user u JOIN identity_session s ON s.user_id = u.id
WHERE NOT u.is_active ORDER BY u.user_name
"""


@check("ACC-002", "identity.unit_tree")
def units_form_a_tree() -> Iterator[str]:
    """No unit lies below itself."""
    for (unit_id,) in _rows(LOOPS):
        yield f"unit {unit_id} lies below itself"


@check("ACC-002", "identity.main_unit")
def main_unit_is_the_main_assignment() -> Iterator[str]:
    """A person's unit and his open main assignment name the same unit."""
    for name, unit, assigned in _rows(MAIN_UNITS):
        yield f"user {name}: main unit {unit}, assigned to {assigned}"


@check("ACC-005", "identity.open_sessions")
def disabled_people_have_no_session() -> Iterator[str]:
    """Disabling ended all sessions."""
    for (name,) in _rows(LEFT_OPEN):
        yield f"user {name} is disabled and has a session"


def _rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
