"""Each operation x each delivered role: permitted or refused exactly as the catalogue says (SEC-A1, ACC-021).

The matrix comes from the registry of operations, so a new operation has its rows without anybody writing them. An
operation is asked with the right or without, not with data: what counts is that the refusal comes before anything else.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from danshu.access.delivered import ROLES
from danshu.access.queries import load_actor
from danshu.access.tests.factories import staff
from danshu.audit.models import AuditEntry
from danshu.identity.permissions import SIGNED_IN, SYSTEM
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import Context, active
from danshu.kit.errors import Forbidden
from danshu.kit.operation import REGISTRY
from danshu.kit.permissions import CATALOGUE
from tests.architecture.test_urls import ask, example, pages

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Reached(Exception):
    """The body of the operation was reached: the permission was not refused."""


def is_permitted(permission: str, role: str) -> bool:
    """What the catalogue says."""
    if permission == SYSTEM:
        return False
    return permission == SIGNED_IN or role in CATALOGUE[permission].roles


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop each operation at the first line of its body."""

    def reached(*args: Any, **kwargs: Any) -> None:
        raise Reached

    for operation in REGISTRY.values():
        monkeypatch.setattr(operation, "function", reached)


def actor_with(role: str) -> Actor:
    actor = load_actor(staff(role).pk, today=business_date(NOON))
    assert actor is not None
    return actor


def test_each_operation_names_a_permission_of_the_catalogue() -> None:
    unknown = {
        code: op.permission for code, op in REGISTRY.items() if op.permission not in {*CATALOGUE, SIGNED_IN, SYSTEM}
    }
    assert unknown == {}


def test_each_operation_has_a_name_in_both_languages() -> None:
    assert [code for code, op in REGISTRY.items() if not all(op.label) or op.label[0] == op.label[1]] == []


@pytest.mark.spec("ACC-021", "ACC-023")
@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_operation_is_open_to_this_role_exactly_as_the_catalogue_says(role: str, bodies: None) -> None:
    actor, wrong = actor_with(role), []
    for code, operation in REGISTRY.items():
        try:
            operation(actor=actor, at=NOON)
        except Forbidden:
            permitted = False
        except Reached:
            permitted = True
        if permitted != is_permitted(operation.permission, role):
            wrong.append((code, operation.permission, permitted))
    assert wrong == []


@pytest.mark.spec("ACC-023")
def test_each_refusal_is_logged(bodies: None) -> None:
    actor = actor_with("TRN")
    refused = {code for code, op in REGISTRY.items() if not is_permitted(op.permission, "TRN")}
    for code in refused:
        with pytest.raises(Forbidden):
            REGISTRY[code](actor=actor, at=NOON)
    assert set(AuditEntry.objects.filter(result="refused").values_list("operation", flat=True)) == refused


@pytest.mark.spec("ACC-023")
def test_a_dry_run_asks_for_the_same_right(bodies: None) -> None:
    nobody = Actor(user_id=None, name="无")
    opened = []
    for code, operation in REGISTRY.items():
        try:
            operation.dry_run(actor=nobody, at=NOON)
        except Forbidden:
            continue
        except Reached:
            opened.append(code)
    assert opened == []


def test_an_operation_inside_another_one_needs_no_right_of_its_own(bodies: None) -> None:
    nobody = Actor(user_id=None, name="无")
    operation = next(iter(REGISTRY.values()))
    with active(Context("outer", nobody, NOON)), pytest.raises(Reached):
        operation.within(actor=nobody, at=NOON)


@cache
def guarded() -> dict[str, list[str]]:
    """The addresses of pages by the permission they ask for."""
    found: dict[str, list[str]] = {}
    for page in pages():
        if page.view.permission in CATALOGUE:
            found.setdefault(page.view.permission, []).append("/" + example(page.route))
    return found


@pytest.mark.spec("ACC-021", "ACC-023")
@pytest.mark.parametrize("role", sorted(ROLES))
def test_pages_are_refused_to_this_role_exactly_as_the_catalogue_says(role: str) -> None:
    """One page of each permission; that all pages of a permission refuse alike is proven below."""
    actor, client = actor_with(role), Client(headers={"HX-Request": "true"})
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    for permission, addresses in guarded().items():
        assert actor.can(permission) == is_permitted(permission, role), permission
        if not actor.can(permission):
            assert ask(client, addresses[0]).status_code == 403, addresses[0]


@pytest.mark.spec("ACC-023")
def test_every_page_refuses_somebody_without_rights() -> None:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(make_user())
    addresses = [address for group in guarded().values() for address in group]
    assert [address for address in addresses if ask(client, address).status_code != 403] == []
