"""Customers that were only marked as deleted move into the bin, with everything that goes with them."""

from django.db import migrations

PARTS = (
    ("parties.ContactLink", "parties_contactlink", "t.customer_id = e.root_id OR t.contact_id IN "
     "(SELECT c.id FROM parties_contact c WHERE c.customer_id = e.root_id)"),
    ("parties.Contact", "parties_contact", "t.customer_id = e.root_id"),
    ("parties.DeliveryAddress", "parties_deliveryaddress", "t.customer_id = e.root_id"),
    ("parties.InvoiceProfile", "parties_invoiceprofile", "t.customer_id = e.root_id"),
    ("pricing.PriceRule", "pricing_pricerule", "t.customer_id = e.root_id"),
)  # fmt: skip

ENTRIES = """
INSERT INTO recycling_entry (kind, root_id, label, title, currency, status, unit_id, owner_id, deleted_at,
    deleted_by_name, reason_code, reason, state, ended_by_name, refs, missing, facts, payload)
SELECT 'parties.customer', c.id, c.number, c.name, '', '', c.unit_id, c.owner_id, c.deleted_at, c.deleted_by_name, '',
    c.delete_reason, 'kept', '', '{}', '{}',
    jsonb_build_object('label', c.number || ' ' || c.name, 'rows', jsonb_build_object('parties.Customer', 1),
        'contacts', (SELECT count(*) FROM parties_contact p
            WHERE p.customer_id = c.id AND p.is_valid AND p.deleted_at IS NULL),
        'addresses', (SELECT count(*) FROM parties_deliveryaddress a WHERE a.customer_id = c.id AND a.is_valid)),
    jsonb_build_object('parties.Customer', jsonb_build_array(
        to_jsonb(c) || '{"deleted_at": null, "deleted_by_name": "", "delete_reason": ""}'))
FROM parties_customer c WHERE c.deleted_at IS NOT NULL
"""
KEEP = """
UPDATE recycling_entry e SET payload = e.payload || jsonb_build_object('{model}', x.kept),
    facts = jsonb_set(e.facts, ARRAY['rows', '{model}'], to_jsonb(jsonb_array_length(x.kept)))
FROM (SELECT e.id, jsonb_agg(to_jsonb(t) ORDER BY t.id) AS kept FROM recycling_entry e JOIN {table} t ON {on}
    WHERE e.kind = 'parties.customer' AND e.state = 'kept' GROUP BY e.id) x WHERE x.id = e.id
"""
TIES = """
UPDATE recycling_entry e SET payload = e.payload || jsonb_build_object('@loose',
    coalesce(e.payload->'@loose', '[]') || jsonb_build_array(
        jsonb_build_object('model', 'parties.Customer', 'via', '{via}', 'rows', x.tied)))
FROM (SELECT t.{via}_id AS root, jsonb_agg(jsonb_build_array(t.id, t.{via}_id)) AS tied FROM parties_customer t
    WHERE t.deleted_at IS NULL GROUP BY 1) x WHERE x.root = e.root_id AND e.kind = 'parties.customer' AND e.state = 'kept'
"""
UNTIE = """
UPDATE parties_customer t SET {via}_id = NULL FROM parties_customer gone WHERE gone.id = t.{via}_id
    AND gone.deleted_at IS NOT NULL AND t.deleted_at IS NULL
"""
REMOVE = "DELETE FROM {table} t USING recycling_entry e WHERE e.kind = 'parties.customer' AND e.state = 'kept' AND ({on})"
VIAS = ("parent", "referrer")


def statements() -> list[str]:
    """In their order."""
    return [
        ENTRIES,
        *(KEEP.format(model=model, table=table, on=on) for model, table, on in PARTS),
        *(TIES.format(via=via) for via in VIAS),
        *(UNTIE.format(via=via) for via in VIAS),
        *(REMOVE.format(table=table, on=on) for _model, table, on in PARTS),
        "DELETE FROM parties_customer WHERE deleted_at IS NOT NULL",
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("recycling", "0001_initial"),
        ("parties", "0002_rebuild_search_tokens"),
        ("pricing", "0001_initial"),
    ]

    operations = [migrations.RunSQL(statements(), migrations.RunSQL.noop)]
