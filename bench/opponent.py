"""The opponent: the rows of a confirmed order written by hand, as fast as psycopg and PostgreSQL can.

One reading statement, arithmetic in Python, one writing statement that is its own transaction, both prepared. It writes
every row that the product writes: order, lines, claims, stock, number, journal with its lines, trail, event and
deliveries. Locks are taken in the product's order.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

CENT = Decimal("0.01")
ZONE = ZoneInfo("Asia/Shanghai")

READ = """
SELECT c.name, c.unit_id, c.owner_id, c.currency, c.payment_terms_days, p.name, p.mobile, a.recipient, a.phone,
    a.province || a.city || a.street, i.id, i.code, i.name, i.kind, coalesce(u.name, ''), i.sale_price,
    coalesce(r.price, i.sale_price), i.tax_rate, coalesce(i.purchase_price, 0), w.warehouse_id,
    i.is_valid AND i.is_on_sale AND c.is_valid
FROM parties_customer c
JOIN parties_contact p ON p.customer_id = c.id AND p.is_primary AND p.deleted_at IS NULL
JOIN parties_deliveryaddress a ON a.customer_id = c.id AND a.is_default AND a.deleted_at IS NULL
JOIN catalog_item i ON i.id = ANY(%(items)s)
LEFT JOIN dictionaries_value u ON u.id = i.unit_id
LEFT JOIN pricing_pricerule r ON r.item_id = i.id AND r.customer_id = c.id AND r.currency = c.currency
    AND r.valid @> %(day)s::date
JOIN inventory_stockbalance w ON w.item_id = i.id
WHERE c.id = %(customer)s AND c.deleted_at IS NULL
    AND (%(all)s OR c.unit_id = ANY(%(units)s) OR c.owner_id = ANY(%(owners)s))
ORDER BY i.id
"""

WRITE = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%(positions)s::int[], %(items)s::bigint[], %(kinds)s::text[], %(codes)s::text[],
        %(names)s::text[], %(unit_names)s::text[], %(warehouses)s::bigint[], %(quantities)s::numeric[],
        %(prices)s::numeric[], %(list_prices)s::numeric[], %(tax_rates)s::numeric[], %(taxes)s::numeric[],
        %(amounts)s::numeric[], %(costs)s::numeric[])
        AS g(position, item_id, kind, code, name, unit_name, warehouse_id, quantity, price, list_price, tax_rate, tax,
             amount, cost)
), locked AS MATERIALIZED (
    SELECT s.id, s.item_id, g.quantity FROM inventory_stockbalance s JOIN given g USING (warehouse_id, item_id)
    ORDER BY s.warehouse_id, s.item_id FOR NO KEY UPDATE OF s
), counted AS (
    UPDATE inventory_stockbalance s SET reserved = s.reserved + l.quantity FROM locked l WHERE s.id = l.id RETURNING s.id
), number AS (
    UPDATE numbering_counter SET last = last + 1 FROM (SELECT count(*) FROM counted) AS first
    WHERE series = 'sales.order' AND branch = '' AND period = %(period)s
    RETURNING 'SO-' || %(short_day)s || '-' || lpad(last::text, greatest(4, length(last::text)), '0') AS number
), head AS (
    INSERT INTO sales_order (number, external_number, type, channel, status, order_date, customer_id, customer_name,
        contact_name, contact_phone, contact_email, recipient, recipient_phone, delivery_address, delivery_method_id,
        payment_terms, payment_method, payment_terms_days, contract_number, remark, internal_remark, is_foreign,
        unit_id, owner_id, created_by_id, currency, rate, tax_included, goods_total, discount_total, order_discount,
        freight, tax_total, total, cost_total, line_count, paid_amount, refunded_amount, payment_state, shipping_state,
        credit_state, supervision_state, open_exceptions, checklist, submitted_at, approved_at, approved_by_id,
        end_reason, reject_reason, satisfaction_comment, print_count, version, created_at, updated_at, updated_by_name,
        search_tokens)
    SELECT number, '', 'sales', 'integration', 'approved', %(day)s, %(customer)s, %(customer_name)s, %(contact)s,
        %(phone)s, '', %(recipient)s, %(recipient_phone)s, %(address)s, %(delivery_method)s, 'prepaid', '', %(days)s, '',
        '', '', false, %(unit)s, %(user)s, %(user)s, %(currency)s, 1, true, %(total)s, 0, 0, 0, %(tax)s, %(total)s,
        %(cost)s, %(count)s, 0, 0, 'unpaid', 'not_shipped', 'not_checked', 'not_needed', 0, '{}', %(at)s, %(at)s,
        %(user)s, '', '', '', 0, 1, %(at)s, %(at)s, %(user_name)s, %(tokens)s::text[] || ARRAY(
            SELECT DISTINCT substr(lower(number), start, size)
            FROM generate_series(1, 3) AS size, generate_series(1, length(number) + 1 - size) AS start)
    FROM number RETURNING id, number
), lines AS (
    INSERT INTO sales_orderline (order_id, position, item_id, kind, item_code, item_name, model, specification,
        unit_name, warehouse_id, quantity, list_price, unit_price, price_source, discount_rate, line_discount,
        allocated_discount, tax_rate, tax_amount, amount, cost, remark, shipped_quantity, signed_quantity,
        returned_quantity)
    SELECT head.id, position, item_id, kind, code, name, '', '', unit_name, warehouse_id, quantity, list_price, price,
        'list', 100, 0, 0, tax_rate, tax, amount, cost, '', 0, 0, 0
    FROM head, given RETURNING id, item_id, quantity
), claims AS (
    INSERT INTO holds_claim (resource_kind, resource_id, quantity, converted, source_kind, source_id, state, taken_at)
    SELECT 'inventory.stock', locked.id, lines.quantity, 0, 'sales.order_line', lines.id, 'kept', %(at)s
    FROM lines JOIN locked USING (item_id)
), journal AS (
    INSERT INTO ledger_journal (source_kind, source_id, kind, on_date, at, memo, line_count)
    SELECT 'sales.order', id, 'confirmed:1', %(day)s, %(at)s, number, 2 FROM head RETURNING id
), accounts AS MATERIALIZED (
    SELECT b.account_id, a.kind FROM ledger_accountbalance b JOIN ledger_account a ON a.id = b.account_id
    WHERE (a.kind, a.owner, a.currency) IN (('billing.receivable', %(customer_owner)s, %(currency)s),
        ('billing.revenue', 'company:1', %(currency)s))
    ORDER BY b.account_id FOR NO KEY UPDATE OF b
), entries AS (
    INSERT INTO ledger_journalline (journal_id, account_id, currency, amount)
    SELECT journal.id, account_id, %(currency)s,
        CASE WHEN kind = 'billing.receivable' THEN %(total)s::numeric ELSE -%(total)s::numeric END
    FROM journal, accounts ORDER BY 4 DESC
), trail AS (
    INSERT INTO audit_auditentry (at, actor_id, actor_name, operation, action, result, subject_kind, subject_id,
        subject_label, changes, reason)
    SELECT %(at)s, %(user)s, %(user_name)s, 'sales.create_order', 'sales.create_order', 'done', 'sales.order', id,
        number, %(changes)s::jsonb, '' FROM head
), event AS (
    INSERT INTO outbox_outboxevent (at, name, schema, aggregate, version, actor_id, payload, handlers)
    SELECT %(at)s, 'sales.OrderApproved', 1, 'sales.order:' || id, 1, %(user)s,
        %(payload)s::jsonb || jsonb_build_object('number', number), %(handler_count)s FROM head
    RETURNING id, aggregate
)
INSERT INTO outbox_delivery (event_id, handler, aggregate, state, attempts, deaths, due_at, last_error)
SELECT id, handler, aggregate, 'waiting', 0, 0, %(at)s, '' FROM event, unnest(%(handlers)s::text[]) AS handler
"""

ACCOUNTS = """
WITH made AS (
    INSERT INTO ledger_account (kind, owner, currency)
    SELECT 'billing.receivable', 'parties.customer:' || id, 'CNY' FROM parties_customer
    UNION ALL SELECT 'billing.revenue', 'company:1', 'CNY'
    ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO ledger_accountbalance (account_id, amount, may_be_negative) SELECT id, 0, true FROM made
"""


class Opponent:
    """One connection that places orders."""

    def __init__(self, address: str, facts: dict[str, Any]) -> None:
        self.connection = psycopg.connect(address, autocommit=True, prepare_threshold=2)
        self.facts = facts

    def place(self, customer_id: int, wanted: dict[int, int]) -> None:
        """Read, compute, write."""
        facts, at = self.facts, datetime.now(UTC)
        day = at.astimezone(ZONE).date()
        rows = self.connection.execute(
            READ,
            {"customer": customer_id, "items": list(wanted), "day": day, "all": facts["everything"],
             "units": facts["units"], "owners": facts["owners"]},
        ).fetchall()  # fmt: skip
        if len(rows) != len(wanted) or not all(row[20] for row in rows):
            raise ValueError("an item or the customer cannot be used")
        amounts = [(wanted[r[10]] * r[16]).quantize(CENT, ROUND_HALF_UP) for r in rows]
        taxes = [
            (amount * row[17] / (100 + row[17])).quantize(CENT, ROUND_HALF_UP)
            for amount, row in zip(amounts, rows, strict=True)
        ]
        costs = [(wanted[r[10]] * r[18]).quantize(CENT, ROUND_HALF_UP) for r in rows]
        total, head = sum(amounts), rows[0]
        self.connection.execute(
            WRITE,
            {
                "positions": list(range(1, len(rows) + 1)), "items": [r[10] for r in rows],
                "kinds": [r[13] for r in rows], "codes": [r[11] for r in rows], "names": [r[12] for r in rows],
                "unit_names": [r[14] for r in rows], "warehouses": [r[19] for r in rows],
                "quantities": [Decimal(wanted[r[10]]) for r in rows], "prices": [r[16] for r in rows],
                "list_prices": [r[15] for r in rows], "tax_rates": [r[17] for r in rows], "taxes": taxes,
                "amounts": amounts, "costs": costs, "period": day.strftime("%Y-%m-%d"),
                "short_day": day.strftime("%y%m%d"), "day": day, "at": at, "customer": customer_id,
                "customer_name": head[0], "contact": head[5], "phone": head[6], "recipient": head[7],
                "recipient_phone": head[8], "address": head[9], "delivery_method": facts["delivery_method"],
                "days": head[4], "unit": head[1], "user": facts["user"], "user_name": facts["user_name"],
                "currency": head[3], "total": total, "tax": sum(taxes), "cost": sum(costs), "count": len(rows),
                "tokens": facts["tokens"][customer_id], "customer_owner": f"parties.customer:{customer_id}",
                "changes": json.dumps({"status": [None, "approved"], "total": [None, str(total)]}),
                "payload": json.dumps({"customer_id": customer_id, "unit_id": head[1], "owner_id": facts["user"],
                                       "currency": head[3], "total": str(total)}),
                "handlers": facts["handlers"], "handler_count": len(facts["handlers"]),
            },
        )  # fmt: skip


def choose(generator: random.Random, facts: dict[str, Any]) -> tuple[int, dict[int, int]]:
    """A customer and five items with quantities; the same choice for both sides."""
    items = generator.sample(facts["items"], facts["lines"])
    return generator.choice(facts["customers"]), {item: generator.randint(1, 5) for item in items}
