"""The company that orders: `python -m bench.company` fills the database of DATABASE_URL with people, items, customers."""

from __future__ import annotations

from decimal import Decimal

from bench.django_setup import ready

PRODUCTS = 500
CUSTOMERS = 2_000
PLENTY = Decimal(100_000_000)

# Each customer is the first one once more, under a number, a name and a telephone of his own: were the telephones
# alike, the database would expect a few digits to be part of all of them.
COPIES = """
INSERT INTO parties_customer SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('parties_customer', 'id')), 'number', 'KH-' || lpad(i::text, 5, '0'),
    'name', names.word || '商贸' || i || '店', 'name_key', names.word || i, 'mobile', '13' || lpad((i * 100003337::bigint %% 1000000000)::text, 9, '0')))).*
FROM parties_customer c, generate_series(2, %(count)s) AS i,
    LATERAL (SELECT (ARRAY['青禾','海川','明远','利民','福源','嘉和','长青','新城'])[1 + i %% 8] AS word) AS names
WHERE c.number = 'KH-0001';
INSERT INTO parties_contact SELECT (jsonb_populate_record(p, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('parties_contact', 'id')), 'customer_id', c.id,
    'mobile', c.mobile))).*
FROM parties_contact p, parties_customer c WHERE c.number <> 'KH-0001';
INSERT INTO parties_deliveryaddress SELECT (jsonb_populate_record(a, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('parties_deliveryaddress', 'id')), 'customer_id', c.id))).*
FROM parties_deliveryaddress a, parties_customer c WHERE c.number <> 'KH-0001';
ANALYZE;
"""


def fill() -> None:
    """Make the small company of the tests, then many products with stock and many customers."""
    from django.db import connection, transaction

    from danshu.access.models import Role, UserGrant, UserRole
    from danshu.catalog.tests.factories import make_category, make_item
    from danshu.identity.models import User
    from danshu.inventory.models import Place
    from danshu.inventory.moving import enter_moves, into
    from danshu.kit.actor import Actor
    from danshu.kit.clock import now
    from danshu.kit.context import Context, active
    from danshu.kit.refs import SourceRef
    from danshu.sales.permissions import SUBMIT_UNREVIEWED
    from danshu.sales.tests.world import build_world

    world, at = build_world(), now()
    for person in (world.clerk, world.reviewer):
        for code in person.roles:
            UserRole.objects.create(user_id=person.user_id, role=Role.objects.get(code=code))
    # who reviews also leads, so that the reports open
    UserRole.objects.create(user_id=world.reviewer.user_id, role=Role.objects.get(code="SMG"))
    # the clerk stands for a system whose orders were decided there
    UserGrant.objects.create(user_id=world.clerk.user_id, permission=SUBMIT_UNREVIEWED, data_scope="all")
    User.objects.update(profile_completed_at=at, password_changed_at=at)
    category = make_category("日用")
    items = [
        make_item(f"商品 {n:03d}", category=category, sale_price=Decimal(n % 90 + 10) + Decimal("0.50"),
                  tax_rate=Decimal(13))
        for n in range(PRODUCTS)
    ]  # fmt: skip
    with transaction.atomic(), active(Context("bench.opening", Actor.system(), at)):
        enter_moves(
            [into(world.warehouse.pk, item.pk, PLENTY, Place.OPENING) for item in items],
            document=SourceRef("bench.opening", 1), label="期初", actor=Actor.system(), at=at,
        )  # fmt: skip
    with connection.cursor() as cursor:
        for statement in COPIES.split(";\n"):
            if statement.strip():
                cursor.execute(statement, {"count": CUSTOMERS})


if __name__ == "__main__":
    ready()
    fill()
