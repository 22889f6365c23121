"""The ledger's SQL: how many lines there are never changes how many statements run."""

from __future__ import annotations

# The order inside is the order of the locks (CC-2): the journal's unique key first, which waits for whoever is posting
# the same fact; then the balances by key; then the lines, whose trigger adds them to the balances. Each step reads the
# one before it, because data-modifying steps otherwise run in any order. Positive lines come first, so that a balance
# that ends at or above zero never dips below on the way. The conflict names no key: a reversal stands under two (its
# fact and the journal that it reverses), and whoever meets the second one first would get an error, not a wait.
POST_PARTS = """facts AS MATERIALIZED (
    SELECT * FROM unnest(%(places)s::int[], %(source_kinds)s::text[], %(source_ids)s::bigint[], %(kinds)s::text[],
        %(dates)s::date[], %(memos)s::text[], %(reverses)s::bigint[], %(counts)s::int[])
        AS f(place, source_kind, source_id, kind, on_date, memo, reverses_id, line_count)
), lines AS MATERIALIZED (
    SELECT l.*, a.id AS account_id
    FROM unnest(%(line_places)s::int[], %(account_kinds)s::text[], %(owners)s::text[], %(currencies)s::text[],
        %(amounts)s::numeric[]) WITH ORDINALITY AS l(place, account_kind, owner, currency, amount, position)
    LEFT JOIN ledger_account a ON a.kind = l.account_kind AND a.owner = l.owner AND a.currency = l.currency
), unknown AS MATERIALIZED (
    SELECT count(*) AS missing FROM lines WHERE account_id IS NULL
), fresh AS (
    INSERT INTO ledger_journal (source_kind, source_id, kind, on_date, at, memo, reverses_id, line_count)
    SELECT f.source_kind, f.source_id, f.kind, f.on_date, %(at)s, f.memo, f.reverses_id, f.line_count
    FROM facts f, unknown u WHERE u.missing = 0 ORDER BY f.source_kind, f.source_id, f.kind
    ON CONFLICT DO NOTHING
    RETURNING id, source_kind, source_id, kind
), journals AS MATERIALIZED (
    SELECT r.id, f.place FROM fresh r JOIN facts f USING (source_kind, source_id, kind)
), locked AS MATERIALIZED (
    SELECT b.account_id FROM ledger_accountbalance b
    WHERE b.account_id IN (SELECT l.account_id FROM lines l JOIN journals j USING (place))
    ORDER BY b.account_id FOR NO KEY UPDATE
), written AS (
    INSERT INTO ledger_journalline (journal_id, account_id, currency, amount)
    SELECT j.id, l.account_id, l.currency, l.amount
    FROM lines l JOIN journals j USING (place), (SELECT count(*) FROM locked) AS first
    ORDER BY j.place, l.amount DESC, l.position
)"""
# how many accounts were missing: then nothing was posted
MISSING = "(SELECT missing FROM unknown)"

POST = f"""
WITH {POST_PARTS}
SELECT u.missing, coalesce(array_agg(j.place) FILTER (WHERE j.place IS NOT NULL), '{{}}'),
    coalesce(array_agg(j.id) FILTER (WHERE j.place IS NOT NULL), '{{}}')
FROM unknown u LEFT JOIN journals j ON true GROUP BY u.missing
"""  # noqa: S608 - constants of the code

MAKE_ACCOUNTS = """
WITH wanted AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(owners)s::text[], %(currencies)s::text[], %(may_be_negative)s::bool[])
        AS w(kind, owner, currency, may_be_negative)
), made AS (
    INSERT INTO ledger_account (kind, owner, currency)
    SELECT kind, owner, currency FROM wanted ORDER BY kind, owner, currency
    ON CONFLICT (kind, owner, currency) DO NOTHING RETURNING id, kind, owner, currency
)
INSERT INTO ledger_accountbalance (account_id, amount, may_be_negative)
SELECT m.id, 0, w.may_be_negative FROM made m JOIN wanted w USING (kind, owner, currency)
"""

ORIGINAL = """
SELECT j.id, a.kind, a.owner, a.currency, l.amount
FROM ledger_journal j JOIN ledger_journalline l ON l.journal_id = j.id JOIN ledger_account a ON a.id = l.account_id
WHERE j.source_kind = %(source_kind)s AND j.source_id = %(source_id)s AND j.kind = %(kind)s ORDER BY l.id
"""
