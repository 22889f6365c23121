"""Where each role begins after sign-in (COM-001)."""

from __future__ import annotations

import pytest
from django.test import Client

from danshu.access.tests.factories import actor_of, give_role
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-001")]


@pytest.mark.parametrize(
    ("role", "page"),
    [("ODK", "/orders/review/"), ("ORA", "/orders/review/"), ("BRC", "/orders/"), ("SLS", "/orders/"),
     ("CSV", "/orders/"), ("WHS", "/picking/"), ("SHC", "/shipments/"), ("FNC", "/receipts/"), ("PUR", "/stock/")],
)  # fmt: skip
def test_each_role_begins_at_the_workbench_one_step_from_its_page(client: Client, role: str, page: str) -> None:
    user = make_user(unit=make_unit())
    give_role(user, role)
    client.force_login(user)
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/workbench/")
    assert f'href="{page}"' in client.get("/workbench/").content.decode()
    assert client.get(page).status_code == 200


def test_a_person_without_any_right_begins_there_too_and_sees_no_figures(client: Client) -> None:
    user: User = make_user(unit=make_unit())
    assert actor_of(user).roles == ()
    client.force_login(user)
    assert client.get("/")["Location"] == "/workbench/"
    assert "x-kpi" not in client.get("/workbench/").content.decode()
