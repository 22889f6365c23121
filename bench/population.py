"""Any number of orders of three years, made by set-based SQL: `python -m bench.population COUNT`.

Made: orders and lines with consistent totals, status, payment and shipping columns, search tokens, one entry of the
audit trail each. The keys are right by construction, so the checks of foreign keys rest meanwhile
(session_replication_role), and indexes are built afterwards.

Not made: what stands behind those columns. No receipts and allocations, shipping notes, stock moves, claims, ledger
journals, events, and no seal over the trail. Lists, details and searches of orders can be measured on it; pages about
money or stock cannot, and `danshu verify` rightly reports paid and shipped orders without documents.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from bench.django_setup import ready

CUSTOMER_TOKENS = """
CREATE TEMP TABLE customers (place bigint, id bigint, name text, unit_id bigint, owner_id bigint, contact text,
    phone text, tokens text[])
"""
RUNS = """
CREATE OR REPLACE FUNCTION pg_temp.runs(word text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(DISTINCT substr(word, start, size))
    FROM generate_series(1, 3) AS size, generate_series(1, length(word) + 1 - size) AS start
$$
"""
ITEMS = """
CREATE TEMP TABLE items AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, id, code, name, sale_price AS price
FROM catalog_item WHERE kind = 'goods' AND is_stock_managed
"""
# Newest last. Of a hundred orders about ninety are done; what is open lies in the last weeks.
HEADS = """
CREATE UNLOGGED TABLE bench_heads AS
SELECT i, start.id + i AS id, at.at, (at.at AT TIME ZONE 'Asia/Shanghai')::date AS day,
    1 + (hashint8(i) & 7) %% 5 AS line_count,
    CASE WHEN i > %(count)s * 0.98 THEN
        (ARRAY['draft','awaiting_review','awaiting_review','rejected','approved','approved','in_progress','in_progress',
               'shipped','signed'])[1 + (hashint8(i + 7) & 255) %% 10]
    WHEN (hashint8(i + 3) & 1023) < 40 THEN 'cancelled' WHEN (hashint8(i + 3) & 1023) < 50 THEN 'voided'
    ELSE 'completed' END AS status,
    (hashint8(i + 11) & 65535) AS luck
FROM (SELECT coalesce(max(id), 0) AS id FROM sales_order) AS start, generate_series(1, %(count)s) AS i,
    LATERAL (SELECT now() - interval '1095 days' * (1 - i::float8 / %(count)s) AS at) AS at
"""
LINES = """
INSERT INTO sales_orderline (id, order_id, position, item_id, kind, item_code, item_name, model, specification,
    unit_name, warehouse_id, quantity, list_price, unit_price, price_source, discount_rate, line_discount,
    allocated_discount, tax_rate, tax_amount, amount, cost, remark, shipped_quantity, signed_quantity,
    returned_quantity) OVERRIDING SYSTEM VALUE
SELECT nextval(pg_get_serial_sequence('sales_orderline', 'id')), h.id, position, x.id, 'goods', x.code, x.name, '', '',
    '个', w.id, q.quantity, x.price, x.price, 'list', 100, 0, 0, 13, round(q.quantity * x.price * 13 / 113, 2),
    round(q.quantity * x.price, 2), 0, '', CASE WHEN out THEN q.quantity ELSE 0 END,
    CASE WHEN received THEN q.quantity ELSE 0 END, 0
FROM bench_heads h, generate_series(1, h.line_count) AS position,
    LATERAL (SELECT h.status IN ('shipped', 'signed', 'completed') AS out,
        h.status IN ('signed', 'completed') AS received) AS s,
    LATERAL (SELECT 1 + (hashint8(h.i * 5 + position) & 7) AS quantity) AS q,
    (SELECT min(id) AS id FROM inventory_warehouse) AS w, (SELECT count(*) AS n FROM items) AS known
    JOIN items x ON true
WHERE x.place = (hashint8(h.i * 5 + position) & 1073741823) % known.n
"""
ORDERS = """
INSERT INTO sales_order (id, number, external_number, type, channel, status, order_date, customer_id, customer_name,
    contact_name, contact_phone, contact_email, recipient, recipient_phone, delivery_address, payment_terms,
    payment_method, payment_terms_days, contract_number, remark, internal_remark, is_foreign, unit_id, owner_id,
    created_by_id, currency, rate, tax_included, goods_total, discount_total, order_discount, freight, tax_total, total,
    cost_total, line_count, paid_amount, refunded_amount, payment_state, shipping_state, credit_state,
    supervision_state, open_exceptions, checklist, submitted_at, approved_at, paid_at, started_at, shipped_at,
    signed_at, completed_at, cancelled_at, voided_at, end_reason, reject_reason, satisfaction_comment, print_count,
    version, created_at, updated_at, updated_by_name, wanted_date, search_tokens) OVERRIDING SYSTEM VALUE
SELECT h.id, n.number, CASE WHEN h.i %% 10 = 0 THEN 'PO-' || h.i ELSE '' END, 'sales',
    (ARRAY['staff','shop','phone','integration'])[1 + h.luck %% 4], h.status, h.day, c.id, c.name, c.contact, c.phone,
    '', c.contact, c.phone, '示例省示例市样板路 ' || h.luck || ' 号', 'prepaid', '', 0,
    CASE WHEN h.i %% 50 = 0 THEN 'HT-' || h.i ELSE '' END, '', '', false, c.unit_id, c.owner_id, c.owner_id, 'CNY', 1,
    true, l.total, 0, 0, 0, l.tax, l.total, 0, h.line_count, CASE WHEN f.paid THEN l.total ELSE 0 END, 0,
    CASE WHEN f.paid THEN 'paid' ELSE 'unpaid' END, f.shipping, 'not_checked', 'not_needed', 0, '{}',
    CASE WHEN h.status <> 'draft' THEN h.at END, CASE WHEN f.confirmed THEN h.at END, CASE WHEN f.paid THEN h.at END,
    CASE WHEN f.started THEN h.at END, CASE WHEN f.shipping IN ('shipped', 'signed') THEN h.at END,
    CASE WHEN f.shipping = 'signed' THEN h.at END, CASE WHEN h.status = 'completed' THEN h.at END,
    CASE WHEN h.status = 'cancelled' THEN h.at END, CASE WHEN h.status = 'voided' THEN h.at END, '', '', '', 0, 1,
    h.at, h.at, '', CASE WHEN h.i %% 3 = 0 THEN h.day + 3 END, c.tokens || n.tokens
FROM bench_heads h
JOIN (SELECT order_id, sum(amount) AS total, sum(tax_amount) AS tax FROM sales_orderline
    WHERE order_id >= (SELECT min(id) FROM bench_heads) GROUP BY order_id) l
    ON l.order_id = h.id
JOIN customers c ON c.place = h.luck %% %(customers)s,
LATERAL (SELECT h.status IN ('approved', 'in_progress', 'shipped', 'signed', 'completed') AS confirmed,
    h.status IN ('in_progress', 'shipped', 'signed', 'completed') AS started,
    h.status = 'completed' OR (h.status IN ('approved', 'in_progress', 'shipped', 'signed') AND h.luck %% 2 = 0) AS paid,
    CASE WHEN h.status = 'shipped' THEN 'shipped' WHEN h.status IN ('signed', 'completed') THEN 'signed'
         ELSE 'not_shipped' END AS shipping) AS f,
LATERAL (SELECT 'so-' || to_char(h.day, 'YYMMDD') || '-' || lpad(h.id::text, 7, '0') AS low) AS made,
LATERAL (SELECT upper(low) AS number, pg_temp.runs(low) || CASE WHEN h.i %% 10 = 0 THEN pg_temp.runs('po-' || h.i)
    ELSE '{}' END || CASE WHEN h.i %% 50 = 0 THEN pg_temp.runs('ht-' || h.i) ELSE '{}' END AS tokens) AS n
"""
TRAIL = """
INSERT INTO audit_auditentry (at, actor_id, actor_name, operation, action, result, subject_kind, subject_id,
    subject_label, changes, reason)
SELECT created_at, owner_id, '李四', 'sales.create_order', 'sales.create_order', 'done', 'sales.order', id, number,
    jsonb_build_object('status', jsonb_build_array(null, status), 'total', jsonb_build_array(null, total::text)), ''
FROM sales_order WHERE id >= (SELECT min(id) FROM bench_heads)
"""
BIG = ("sales_order", "sales_orderline", "audit_auditentry")


def populate(count: int, customer: str = "") -> None:
    """Add `count` orders, of one customer when his number is given, else of all that the company began with."""
    from django.db import connection

    from danshu.reporting.operations.fold_figures import COUNT_AGAIN

    with connection.cursor() as cursor:
        for setting in ("maintenance_work_mem = '512MB'", "work_mem = '256MB'", "session_replication_role = replica"):
            cursor.execute(f"SET {setting}")
        cursor.execute(CUSTOMER_TOKENS)
        cursor.execute(RUNS)
        rows = customer_rows(cursor, customer)
        cursor.executemany("INSERT INTO customers VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", rows)
        cursor.execute(ITEMS)
        cursor.execute("DROP TABLE IF EXISTS bench_heads")
        cursor.execute(HEADS, {"count": count})
        with without_indexes(cursor, BIG) if not customer else nullcontext():
            cursor.execute(LINES.replace("%%", "%"))
            cursor.execute(ORDERS, {"customers": len(rows)})
            cursor.execute(TRAIL)
        cursor.execute(COUNT_AGAIN)  # what the trigger on the orders would have kept
        cursor.execute("SELECT setval(pg_get_serial_sequence('sales_order', 'id'), (SELECT max(id) FROM sales_order))")
        cursor.execute("DROP TABLE bench_heads")
        cursor.execute("SET session_replication_role = origin")
        for table in (*BIG, "reporting_salesfigure"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def customer_rows(cursor: Any, customer: str) -> list[tuple[Any, ...]]:
    """Customers with the tokens that the product would store for them."""
    from bench.company import CUSTOMERS
    from danshu.kit.search import search_tokens

    cursor.execute(
        "SELECT id, name, unit_id, owner_id, '吴九', mobile FROM parties_customer WHERE number = %s OR %s = '' "
        "ORDER BY id LIMIT %s",
        [customer, customer, CUSTOMERS],
    )
    return [(place, *row, search_tokens(row[1], row[4], row[5])) for place, row in enumerate(cursor.fetchall())]


@contextmanager
def without_indexes(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """Drop the tables' indexes that belong to no constraint, and build them again afterwards."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = ANY(%s) AND NOT EXISTS ("
        "SELECT FROM pg_constraint c WHERE c.conindid = i.indexname::regclass)",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in found:
        cursor.execute(definition)


if __name__ == "__main__":
    ready()
    populate(int(sys.argv[1]), *sys.argv[2:])
