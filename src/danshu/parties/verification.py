"""What must always hold of customers; each check names the rows where it does not."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check

PRIMARY = """
SELECT c.number, count(*) FILTER (WHERE p.is_primary) FROM parties_customer c
JOIN parties_contact p ON p.customer_id = c.id AND p.is_valid AND p.deleted_at IS NULL
GROUP BY c.id, c.number HAVING count(*) FILTER (WHERE p.is_primary) <> 1 ORDER BY c.number
"""
DEFAULT = """
SELECT c.number, count(*) FILTER (WHERE a.is_default) FROM parties_customer c
JOIN parties_deliveryaddress a ON a.customer_id = c.id AND a.is_valid AND a.deleted_at IS NULL
GROUP BY c.id, c.number HAVING count(*) FILTER (WHERE a.is_default) <> 1 ORDER BY c.number
"""
# the keys by which a customer is found are exactly its own and its living contacts' numbers and addresses
KEYS = """
SELECT c.number FROM parties_customer c
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT k.key) AS keys FROM (
        SELECT unnest(ARRAY[split_part(c.phone, '-', 1), split_part(c.mobile, '-', 1), split_part(c.fax, '-', 1),
            c.email, c.payment_email, c.invoice_email]) AS key
        UNION ALL
        SELECT unnest(ARRAY[split_part(p.phone, '-', 1), split_part(p.mobile, '-', 1), split_part(p.fax, '-', 1), p.email])
        FROM parties_contact p WHERE p.customer_id = c.id AND p.is_valid AND p.deleted_at IS NULL
    ) k WHERE k.key <> ''
) found ON true
WHERE NOT (c.contact_keys @> coalesce(found.keys, '{}') AND c.contact_keys <@ coalesce(found.keys, '{}'))
ORDER BY c.number
"""
DUE = """
SELECT c.number FROM parties_customer c LEFT JOIN parties_levelfrequency f ON f.level_id = c.level_id
WHERE c.contact_due_at IS DISTINCT FROM COALESCE(c.last_contact_at, c.created_at)
    + make_interval(hours => 24 * COALESCE(c.follow_up_days::int, f.days))
ORDER BY c.number
"""
UNNAMED = """
SELECT number FROM parties_customer
WHERE search_text = '' OR name_key = '' OR cardinality(search_tokens) = 0 OR strpos(search_text, lower(number)) = 0
ORDER BY number
"""


def _rows(text: str) -> Iterator[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text)
        yield from cursor.fetchall()


@check("INV-L1", "parties.one_primary_contact")
def every_customer_with_contacts_has_one_primary() -> Iterator[str]:
    """Exactly one primary contact per customer with contacts (CUS-020)."""
    for number, count in _rows(PRIMARY):
        yield f"{number}: {count} primary contacts"


@check("INV-L1", "parties.one_default_address")
def every_customer_with_addresses_has_one_default() -> Iterator[str]:
    """Exactly one default address per customer with addresses (CUS-001)."""
    for number, count in _rows(DEFAULT):
        yield f"{number}: {count} default addresses"


@check("INV-Z1", "parties.contact_keys")
def customers_are_found_by_all_their_numbers() -> Iterator[str]:
    """The search keys equal the telephone numbers and e-mail addresses they stand for."""
    for (number,) in _rows(KEYS):
        yield f"{number}: search keys differ from the contact data"


@check("INV-Z1", "parties.search_text")
def customers_are_found_by_their_number() -> Iterator[str]:
    """The search text is there and holds the number."""
    for (number,) in _rows(UNNAMED):
        yield f"{number}: search text is missing or outdated"


@check("INV-L1", "parties.contact_due")
def contacts_are_due_as_the_frequency_says() -> Iterator[str]:
    """The day of the next contact is the last one plus the frequency (CUS-019)."""
    for (number,) in _rows(DUE):
        yield f"{number}: the due day of the next contact is wrong"
