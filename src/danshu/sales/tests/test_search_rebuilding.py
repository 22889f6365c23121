"""Records written with shorter search tokens are found after the migration (ORD-021, COM-002)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from danshu.identity.models import User
from danshu.identity.store import tokens_of
from danshu.parties.indexing import index_contact, index_customer
from danshu.parties.models import Contact, Customer
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.tests.world import NOON, World, build_world, line

pytestmark = pytest.mark.django_db
TABLES = {
    "sales_order": "danshu.sales.migrations.0005_rebuild_search_tokens",
    "parties_customer": "danshu.parties.migrations.0002_rebuild_search_tokens",
    "parties_contact": "danshu.parties.migrations.0002_rebuild_search_tokens",
    "identity_user": "danshu.identity.migrations.0002_rebuild_search_tokens",
}
SHORTEN = """
UPDATE {} SET search_tokens = ARRAY(
    SELECT token FROM unnest(search_tokens) AS token WHERE length(token) < 3 OR token LIKE '^%%')
"""


@pytest.fixture
def world() -> World:
    made = build_world()
    create_order(entry=made.entry(line(made.soap, 2)), submit=True, actor=made.clerk, at=NOON)
    return made


def write_tokens_of_today() -> None:
    """The factories leave them out; the modules' own writers do not."""
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(search_tokens=tokens_of(user))
    for record in [*Contact.objects.all(), *Customer.objects.all()]:
        names = index_contact(record) if isinstance(record, Contact) else index_customer(record)
        record.save(update_fields=names)


def stored(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, ARRAY(SELECT unnest(search_tokens) ORDER BY 1) FROM {table} ORDER BY id")
        return cursor.fetchall()


@pytest.mark.spec("COM-002")
@pytest.mark.parametrize("table", TABLES)
def test_rows_of_before_get_the_tokens_that_are_written_today(world: World, table: str) -> None:
    Contact.objects.update(position="采购主管")
    write_tokens_of_today()
    written = stored(table)
    with connection.cursor() as cursor:
        cursor.execute(SHORTEN.format(table))
    assert stored(table) != written

    with connection.schema_editor() as editor:
        import_module(TABLES[table]).rebuild(None, editor)

    assert stored(table) == written


@pytest.mark.spec("COM-002")
def test_rows_of_today_are_left_alone(world: World) -> None:
    Order.objects.update(search_tokens=["abc"])
    with connection.schema_editor() as editor:
        import_module(TABLES["sales_order"]).rebuild(None, editor)
    assert Order.objects.get().search_tokens == ["abc"]
