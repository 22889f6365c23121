"""Looks for customers that may be one, in the whole table at once (CUS-003)."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import connection

# more customers than this with one number are a switchboard or a market hall, not one customer
MOST_ALIKE = 10
# keyed: each customer under everything by which it may be known as another one.
# made: what somebody dismissed stays dismissed unless more speaks for it now.
FIND = """
WITH usable AS (
    SELECT id, licence_number, region_key, name_key, contact_keys FROM parties_customer
    WHERE is_valid AND deleted_at IS NULL
), keyed AS (
    SELECT id, 'licence' AS likeness, licence_number AS key FROM usable WHERE licence_number <> ''
    UNION ALL SELECT id, 'name', region_key || '/' || name_key FROM usable
    UNION ALL SELECT u.id, 'tax_number', i.tax_number FROM usable u
        JOIN parties_invoiceprofile i ON i.customer_id = u.id WHERE i.tax_number <> ''
    UNION ALL SELECT u.id, 'contact', k.key FROM usable u, unnest(u.contact_keys) AS k(key)
), alike AS (
    SELECT likeness, array_agg(id ORDER BY id) AS ids FROM keyed GROUP BY likeness, key
    HAVING count(*) BETWEEN 2 AND %(most)s
), pairs AS (
    SELECT a.id AS first_id, b.id AS second_id, array_agg(DISTINCT likeness ORDER BY likeness) AS likenesses
    FROM alike, unnest(ids) AS a(id), unnest(ids) AS b(id) WHERE a.id < b.id GROUP BY 1, 2
), gone AS (
    DELETE FROM parties_suspicion s WHERE s.dismissed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM pairs p WHERE p.first_id = s.first_id AND p.second_id = s.second_id)
), made AS (
    INSERT INTO parties_suspicion (first_id, second_id, likenesses, found_at, dismissed_by_name, reason)
    SELECT first_id, second_id, likenesses, %(at)s, '', '' FROM pairs ORDER BY first_id, second_id
    ON CONFLICT (first_id, second_id) DO UPDATE SET likenesses = excluded.likenesses, found_at = excluded.found_at,
        dismissed_at = NULL, dismissed_by_name = '', reason = ''
        WHERE NOT parties_suspicion.likenesses @> excluded.likenesses
    RETURNING 1
)
SELECT count(*) FROM made
"""


def find(at: datetime) -> int:
    """Bring the table of suspicions up to date; returns how many are new. One statement, safe to run twice."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"most": MOST_ALIKE, "at": at})
        return cast(int, cursor.fetchone()[0])
