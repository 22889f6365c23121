"""Shared parts of the API."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import RequestFactory

from danshu.kit.errors import Forbidden
from danshu.kit.keyset import BadCursor, keyset_slice
from danshu.kit.rest import KeyMalformed, KeyMissing, NotSignedIn, allowed_to, idempotency_key


def request(**headers: str) -> Any:
    return RequestFactory().post("/api/v1/x", headers=headers)


@pytest.mark.spec("COM-013")
def test_a_required_key_that_is_missing_is_refused_with_400() -> None:
    with pytest.raises(KeyMissing) as refusal:
        idempotency_key(request())
    assert refusal.value.status == 400


def test_a_key_that_is_not_required_may_be_missing() -> None:
    assert idempotency_key(request(), required=False) == ""


@pytest.mark.parametrize("key", ["x" * 101, "with blank", "中文", "tab\t"])
def test_a_malformed_key_is_refused(key: str) -> None:
    given = request()
    given.META["HTTP_IDEMPOTENCY_KEY"] = key
    with pytest.raises(KeyMalformed):
        idempotency_key(given)


def test_a_good_key_is_returned_as_it_came() -> None:
    assert idempotency_key(request(**{"Idempotency-Key": "a1-B2"})) == "a1-B2"


def test_a_route_without_a_person_answers_401() -> None:
    with pytest.raises(NotSignedIn):
        allowed_to("signed_in")(lambda request: "never")(request())


@pytest.mark.spec("ACC-023")
def test_a_route_refuses_an_actor_without_its_permission(db: None) -> None:
    from danshu.kit.actor import Actor

    given = request()
    given.actor = Actor(user_id=None, name="张三")
    with pytest.raises(Forbidden):
        allowed_to("no.such.right")(lambda request: "never")(given)


@pytest.fixture
def numbered(db: None) -> Any:
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.all().delete()
    ContentType.objects.bulk_create([ContentType(app_label="b", model=f"m{i}") for i in range(5)])
    ContentType.objects.bulk_create([ContentType(app_label="a", model=f"m{i}") for i in range(5, 7)])
    return ContentType.objects.all()


def names(rows: list[Any]) -> list[str]:
    return [row.model for row in rows]


def test_pages_forward_and_backward_meet_every_row_once(numbered: Any) -> None:
    by = ("-app_label", "-model")
    first = keyset_slice(numbered, by=by, limit=3)
    assert (names(first.rows), first.previous) == (["m4", "m3", "m2"], None)
    second = keyset_slice(numbered, by=by, limit=3, after=first.next or "")
    assert names(second.rows) == ["m1", "m0", "m6"]
    third = keyset_slice(numbered, by=by, limit=3, after=second.next or "")
    assert (names(third.rows), third.next) == (["m5"], None)
    back = keyset_slice(numbered, by=by, limit=3, before=third.previous or "")
    assert names(back.rows) == names(second.rows)
    start = keyset_slice(numbered, by=by, limit=3, before=back.previous or "")
    assert (names(start.rows), start.previous) == (names(first.rows), None)


@pytest.mark.parametrize(
    "cursor",
    ["x", "%%%", base64.urlsafe_b64encode(b"[1]").decode(), base64.urlsafe_b64encode(b'["a","b","c"]').decode(),
     base64.urlsafe_b64encode(json.dumps(["9" * 40]).encode()).decode(), base64.urlsafe_b64encode(b"[" * 999).decode()],
)  # fmt: skip
def test_a_position_that_nobody_gave_out_is_refused(numbered: Any, cursor: str) -> None:
    with pytest.raises(BadCursor):
        keyset_slice(numbered, limit=3, after=cursor)


def test_a_position_with_half_a_sign_is_refused(numbered: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(["\ud800", "m1"]).encode()).decode()
    with pytest.raises(BadCursor):
        keyset_slice(numbered, by=("-app_label", "-model"), limit=3, after=cursor)
