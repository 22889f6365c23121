"""Who reads reports: those who lead, sales people their own; nobody else sees what the company sold (RPT-003)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from danshu.access.delivered import deliver_roles
from danshu.access.models import DataScope, DeliveredDefault, Role, RolePermission, UserGrant
from danshu.identity.models import User
from danshu.identity.tests.factories import make_user
from danshu.kit.permissions import ALL_STAFF
from danshu.reporting.permissions import EXPORT_SALES, VIEW_SALES, VIEW_STATISTICS
from danshu.reporting.tests.people import led_world
from danshu.reporting.tests.test_sales_by_month import at, signed_in, sold
from danshu.sales.tests.world import NOON, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("RPT-003", "ACC-023")]
LEADING = {"ADM", "OPA", "SMG", "STA", "BRC"}
UNIT_REPORTS = ("/reports/orders/", "/api/v1/reports/order-statistics")
OWN_REPORTS = ("/reports/sales/", "/api/v1/reports/sales-by-month")


@pytest.mark.parametrize("role", ALL_STAFF.split())
def test_reports_open_for_the_roles_of_the_table_and_for_nobody_else(role: str) -> None:
    user = make_user()
    client = signed_in(actor_of(user), role)
    unit, own = (200 if role in LEADING else 403), (200 if role in LEADING | {"SLS"} else 403)

    answers = {url: client.get(url).status_code for url in (*UNIT_REPORTS, *OWN_REPORTS)}

    assert answers == dict.fromkeys(UNIT_REPORTS, unit) | dict.fromkeys(OWN_REPORTS, own)
    menu = client.get("/", follow=True).content.decode()
    assert ('href="/reports/orders/"' in menu, 'href="/reports/sales/"' in menu) == (unit == 200, own == 200)
    if own == 200:
        file = client.get("/reports/orders/?export=csv")
        assert file.status_code == unit
        file.close()


@pytest.mark.spec("RPT-004")
def test_a_sales_representative_reads_the_sum_of_his_own_orders_only() -> None:
    world = led_world()
    sold(world, 2, at(2026, 3))
    seller = make_user("seller", unit=world.branch)
    other = sold(world, 4, at(2026, 3))
    type(other).objects.filter(pk=other.pk).update(owner=seller)
    client = signed_in(actor_of(User.objects.get(pk=seller.pk)), "SLS")
    assert client.get("/api/v1/reports/sales-by-month?year=2026").json()["total"]["orders"] == 1


def run_migration() -> None:
    module = import_module("danshu.reporting.migrations.0003_reports_of_those_who_lead")
    with connection.cursor() as cursor:
        for step in module.Migration.operations[0].sql:
            statement, parameters = (step, None) if isinstance(step, str) else step
            cursor.execute(statement, parameters)


def held(role: str) -> set[str]:
    found = RolePermission.objects.filter(role__code=role, permission__startswith="reporting.")
    return set(found.values_list("permission", flat=True))


def earlier_company() -> Any:
    """As it was delivered before: the sales report for everybody, an own role, a person, and a role deprived of it."""
    RolePermission.objects.filter(permission__startswith="reporting.").delete()
    DeliveredDefault.objects.filter(permission__startswith="reporting.").delete()
    for code in ALL_STAFF.split():
        role = Role.objects.get(code=code)
        DeliveredDefault.objects.create(role_code=code, permission=VIEW_SALES)
        if code != "STA":
            RolePermission.objects.create(role=role, permission=VIEW_SALES)
        if code in ("ORA", "SMG", "FNC"):
            RolePermission.objects.create(role=role, permission=EXPORT_SALES)
            DeliveredDefault.objects.create(role_code=code, permission=EXPORT_SALES)
    own = Role.objects.create(code="R-01", name="分析", data_scope=DataScope.ALL, created_at=NOON, updated_at=NOON)
    RolePermission.objects.create(role=own, permission=VIEW_SALES)
    person = make_user()
    UserGrant.objects.create(user=person, permission=VIEW_SALES, data_scope=DataScope.ALL)
    return person


def test_an_earlier_company_gets_the_delivered_rights_of_today_and_keeps_what_it_gave_itself() -> None:
    person = earlier_company()

    run_migration()
    deliver_roles()

    assert (held("WHS"), held("SHC"), held("FNC"), held("ORA")) == (set(), set(), set(), set())
    assert held("SMG") == {VIEW_SALES, VIEW_STATISTICS, EXPORT_SALES}
    assert held("SLS") == {VIEW_SALES}
    assert held("STA") == {EXPORT_SALES}  # the report was taken from it before; that holds for its other half
    assert held("R-01") == {VIEW_SALES, VIEW_STATISTICS}
    assert set(UserGrant.objects.filter(user=person).values_list("permission", flat=True)) == {
        VIEW_SALES,
        VIEW_STATISTICS,
    }
