"""The SQL of counting keepers, with places for the keeper's table and columns.

The steps of each statement run in the order of the locks: resources by key, then their claims. Data-modifying steps run
in any order unless one reads the other, so each reads the one before it. What a locked row holds is read after the
wait, and updates add to the newest version: that is why these decide rightly under READ COMMITTED (CC-1, CC-4, CC-5).
"""

from __future__ import annotations

# Tests take this away to show that it is what holds (reliability, habit 2).
LOCK = "FOR NO KEY UPDATE"

_LOCKED = """locked AS MATERIALIZED (
    SELECT r.id, {r_key}, r.{capacity} AS capacity, r.{used} AS used, {unbounded} AS unbounded
    FROM {table} r WHERE {chosen} ORDER BY {r_key} {lock}
), moment AS MATERIALIZED (
    -- an expiry is judged after the wait for the locks
    SELECT greatest(%(at)s::timestamptz, clock_timestamp()) AS now FROM (SELECT count(*) FROM locked) AS first
)"""

_LAPSED = """lapsed AS (
    UPDATE holds_claim c SET state = 'expired', ended_at = m.now FROM locked l, moment m
    WHERE c.resource_kind = {kind} AND c.resource_id = l.id AND c.state = 'held' AND c.expires_at <= m.now
    RETURNING c.resource_id, c.source_kind, c.source_id, c.quantity - c.converted AS quantity
), freed AS MATERIALIZED (
    SELECT resource_id, sum(quantity) AS quantity FROM lapsed GROUP BY resource_id
)"""

_GIVEN = """given AS MATERIALIZED (
    SELECT * FROM unnest({key_arrays}, %(quantities)s::numeric[], %(source_kinds)s::text[], %(source_ids)s::bigint[])
        AS g({key}, quantity, source_kind, source_id)
)"""

_TAKE = f"""
WITH {_GIVEN}, wanted AS MATERIALIZED (
    SELECT {{key}}, sum(quantity) AS quantity FROM given GROUP BY {{key}}
), {_LOCKED.replace("{chosen}", "({key}) IN (SELECT {key} FROM wanted)")}, {_LAPSED}, found AS MATERIALIZED (
    SELECT {{key}}, w.quantity, l.id, coalesce(l.unbounded, false) AS unbounded, coalesce(f.quantity, 0) AS freed,
        coalesce(l.capacity - l.used + coalesce(f.quantity, 0), 0) AS free
    FROM wanted w LEFT JOIN locked l USING ({{key}}) LEFT JOIN freed f ON f.resource_id = l.id
), gaps AS MATERIALIZED (
    SELECT {{key}}, quantity, free FROM found WHERE id IS NULL OR (free < quantity AND NOT unbounded)
), verdict AS MATERIALIZED (
    SELECT NOT EXISTS (SELECT FROM gaps) AS enough
), counted AS (
    UPDATE {{table}} r SET {{used}} = r.{{used}} - f.freed + CASE WHEN v.enough THEN f.quantity ELSE 0 END
    FROM found f, verdict v WHERE r.id = f.id AND (v.enough OR f.freed > 0) RETURNING r.id
), claims AS (
    INSERT INTO holds_claim AS c (resource_kind, resource_id, quantity, converted, source_kind, source_id, state,
        taken_at, expires_at)
    SELECT {{kind}}, f.id, sum(g.quantity), 0, g.source_kind, g.source_id,
        CASE WHEN %(expires_at)s::timestamptz IS NULL THEN 'kept' ELSE 'held' END, %(at)s::timestamptz,
        %(expires_at)s::timestamptz
    FROM given g JOIN found f USING ({{key}}), verdict v, (SELECT count(*) FROM counted) AS first
    WHERE v.enough GROUP BY f.id, g.source_kind, g.source_id ORDER BY f.id, g.source_kind, g.source_id
    /*add*/
)
SELECT 'gap', {{key}}, quantity, free, NULL::bigint, NULL::text, NULL::bigint FROM gaps
UNION ALL SELECT 'lapsed', {{nulls}}, quantity, NULL, resource_id, source_kind, source_id FROM lapsed
"""  # noqa: S608 - constants of the code

# The same for what nearly always happens: each resource asked for once, and enough of each. It does all or nothing;
# when it did nothing, the statement above finds out why (and first gives up claims past their moment). It saves a
# third of the time.
_TAKE_PLAIN = """
WITH locked AS MATERIALIZED (
    SELECT r.id, g.quantity, g.source_kind, g.source_id,
        (r.{capacity} - r.{used} >= g.quantity OR {unbounded}) AND NOT EXISTS (
            -- the line's own claim that passed its moment: it must be given up first
            SELECT FROM holds_claim c WHERE c.resource_kind = {kind} AND c.resource_id = r.id
                AND c.source_kind = g.source_kind AND c.source_id = g.source_id AND c.state = 'held'
                AND c.expires_at <= greatest(%(at)s::timestamptz, clock_timestamp())) AS fits
    FROM unnest({key_arrays}, %(quantities)s::numeric[], %(source_kinds)s::text[], %(source_ids)s::bigint[])
        AS g({key}, quantity, source_kind, source_id)
    JOIN {table} r ON {r_key_is_g} ORDER BY {r_key} {lock} OF r
), verdict AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE fits) = %(count)s::int AS enough FROM locked
), counted AS (
    UPDATE {table} r SET {used} = r.{used} + l.quantity FROM locked l, verdict v WHERE r.id = l.id AND v.enough
    RETURNING r.id
)
INSERT INTO holds_claim (resource_kind, resource_id, quantity, converted, source_kind, source_id, state, taken_at,
    expires_at)
SELECT {kind}, l.id, l.quantity, 0, l.source_kind, l.source_id,
    CASE WHEN %(expires_at)s::timestamptz IS NULL THEN 'kept' ELSE 'held' END, %(at)s::timestamptz,
    %(expires_at)s::timestamptz
FROM locked l, verdict v, (SELECT count(*) FROM counted) AS first WHERE v.enough
"""

_ADD = """ON CONFLICT (resource_kind, resource_id, source_kind, source_id) WHERE state IN ('held', 'kept')
    DO UPDATE SET quantity = c.quantity + excluded.quantity"""

_RELEASE = f"""
WITH found AS MATERIALIZED (
    SELECT c.id, c.resource_id FROM holds_claim c
    JOIN unnest(%(source_kinds)s::text[], %(source_ids)s::bigint[]) AS g(source_kind, source_id)
        ON g.source_kind = c.source_kind AND g.source_id = c.source_id
    WHERE c.resource_kind = {{kind}} AND c.state IN ('held', 'kept')
), {_LOCKED.replace("{chosen}", "r.id IN (SELECT resource_id FROM found)")}, ended AS (
    UPDATE holds_claim c SET ended_at = m.now,
        state = CASE WHEN c.expires_at <= m.now THEN 'expired' ELSE 'released' END
    FROM found f, moment m WHERE c.id = f.id AND c.state IN ('held', 'kept')
    RETURNING c.resource_id, c.source_kind, c.source_id, c.quantity - c.converted AS quantity
), counted AS (
    UPDATE {{table}} r SET {{used}} = r.{{used}} - e.quantity
    FROM (SELECT resource_id, sum(quantity) AS quantity FROM ended GROUP BY resource_id) e WHERE r.id = e.resource_id
)
SELECT resource_id, source_kind, source_id, quantity FROM ended
"""  # noqa: S608 - constants of the code

_CONVERT = f"""
WITH {_GIVEN}, wanted AS MATERIALIZED (
    SELECT {{key}}, source_kind, source_id, sum(quantity) AS quantity
    FROM given GROUP BY {{key}}, source_kind, source_id
), {_LOCKED.replace("{chosen}", "({key}) IN (SELECT {key} FROM wanted)")}, claims AS MATERIALIZED (
    SELECT c.id, {{l_key}}, c.source_kind, c.source_id, c.quantity - c.converted AS open
    FROM moment m, locked l JOIN wanted w USING ({{key}}) JOIN holds_claim c ON c.resource_kind = {{kind}}
        AND c.resource_id = l.id AND c.source_kind = w.source_kind AND c.source_id = w.source_id
    WHERE c.state IN ('held', 'kept') AND (c.expires_at IS NULL OR c.expires_at > m.now)
    ORDER BY c.id FOR NO KEY UPDATE OF c
), found AS MATERIALIZED (
    SELECT {{key}}, w.quantity, c.id, least(w.quantity, coalesce(c.open, 0)) AS covered
    FROM wanted w LEFT JOIN claims c USING ({{key}}, source_kind, source_id)
), verdict AS MATERIALIZED (
    SELECT %(allow_less)s::bool OR NOT EXISTS (SELECT FROM found WHERE covered < quantity) AS enough
), used AS (
    UPDATE holds_claim c SET converted = c.converted + f.covered,
        state = CASE WHEN c.converted + f.covered = c.quantity THEN 'converted' ELSE c.state END,
        ended_at = CASE WHEN c.converted + f.covered = c.quantity THEN m.now END
    FROM found f, verdict v, moment m WHERE c.id = f.id AND v.enough AND f.covered > 0
    RETURNING c.resource_id, f.covered
), counted AS (
    UPDATE {{table}} r SET {{used}} = r.{{used}} - u.covered
    FROM (SELECT resource_id, sum(covered) AS covered FROM used GROUP BY resource_id) u WHERE r.id = u.resource_id
)
SELECT {{key}}, quantity, covered FROM found WHERE covered < quantity
"""  # noqa: S608 - constants of the code

_EXPIRE_DUE = f"""
WITH due AS MATERIALIZED (
    SELECT resource_id FROM holds_claim
    WHERE state = 'held' AND resource_kind = {{kind}} AND expires_at <= greatest(%(at)s::timestamptz, clock_timestamp())
    ORDER BY expires_at LIMIT %(limit)s
), {_LOCKED.replace("{chosen}", "r.id IN (SELECT resource_id FROM due)").replace("{lock}", "{lock} SKIP LOCKED")},
{_LAPSED}, counted AS (
    UPDATE {{table}} r SET {{used}} = r.{{used}} - f.quantity FROM freed f WHERE r.id = f.resource_id
)
SELECT resource_id, source_kind, source_id, quantity FROM lapsed
"""  # noqa: S608 - constants of the code

_DRIFTS = """
SELECT r.id, r.{used}, coalesce(c.claimed, 0) FROM {table} r FULL JOIN (
    SELECT resource_id, sum(quantity - converted) AS claimed FROM holds_claim
    WHERE resource_kind = {kind} AND state IN ('held', 'kept') GROUP BY resource_id
) c ON c.resource_id = r.id WHERE coalesce(r.{used}, -1) <> coalesce(c.claimed, 0) ORDER BY 1
"""

# Claims by themselves: their row lock suffices, because a taker who gives them up looks at their state again.
_OWN = """
WITH given AS (
    SELECT * FROM unnest(%(source_kinds)s::text[], %(source_ids)s::bigint[]) AS g(source_kind, source_id)
), changed AS (
    UPDATE holds_claim c SET {change} FROM given g
    WHERE c.resource_kind = %(kind)s AND c.source_kind = g.source_kind AND c.source_id = g.source_id
        AND c.state = 'held' AND c.expires_at > greatest(%(at)s::timestamptz, clock_timestamp())
    RETURNING c.source_kind, c.source_id
)
SELECT source_kind, source_id FROM changed
UNION SELECT c.source_kind, c.source_id FROM holds_claim c JOIN given g USING (source_kind, source_id)
WHERE c.resource_kind = %(kind)s AND c.state = 'kept'
"""
KEEP = _OWN.format(change="state = 'kept', expires_at = NULL")
EXTEND = _OWN.format(change="expires_at = greatest(c.expires_at, %(until)s::timestamptz)")

ALL = {
    "take": _TAKE,
    "take_plain": _TAKE_PLAIN,
    "take_more": _TAKE.replace("/*add*/", _ADD),
    "release": _RELEASE,
    "convert": _CONVERT,
    "expire_due": _EXPIRE_DUE,
    "drifts": _DRIFTS,
}


def compose(text: str, *, kind: str, table: str, key: tuple[str, ...], capacity: str, used: str, unbounded: str) -> str:
    """A statement for one keeper's table."""
    columns = ", ".join(key)
    places = {
        "kind": f"'{kind}'",
        "table": table,
        "capacity": capacity,
        "used": used,
        "unbounded": unbounded if unbounded == "false" else f"r.{unbounded}",
        "lock": LOCK,
        "key": columns,
        "r_key": ", ".join(f"r.{name}" for name in key),
        "r_key_is_g": " AND ".join(f"r.{name} = g.{name}" for name in key),
        "l_key": ", ".join(f"l.{name}" for name in key),
        "key_arrays": ", ".join(f"%(key_{name})s::bigint[]" for name in key),
        "nulls": ", ".join("NULL::bigint" for _ in key),
    }
    return text.format(**places)
