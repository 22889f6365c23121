"""One statement, few rows, nothing lost, nothing that should not be kept (SYS-032)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from danshu.access.tests.factories import actor_of
from danshu.entry.attempts import scrubbed
from danshu.identity.tests.factories import make_user
from danshu.kit.attempts import FORBIDDEN, LIMIT, LOCKED, MISSING, PASSWORD, SCRIPT, note, note_refusal, noting
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, FieldProblem, Forbidden, NotFound, StaleState
from danshu.kit.expiry import EXPIRING
from danshu.kit.rest import TooManyRequests
from danshu.kit.texts import holds_script
from danshu.security import recording
from danshu.security.models import Attempt
from danshu.security.recording import network_of, record
from danshu.security.tests.factories import NOON, STRANGER, attempt
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-032")]


# ---- few rows ---------------------------------------------------------------------------------------------------------
def test_a_flood_of_a_thousand_within_a_minute_is_one_row() -> None:
    with CaptureQueriesContext(connection) as statements:
        for number in range(1000):
            record({MISSING: ""}, actor=None, address=STRANGER, place=f"GET /orders/{number}/", at=NOON)
    row = Attempt.objects.get()
    assert (row.count, row.place, row.minute, row.last_at) == (1000, "GET /orders/0/", NOON.replace(second=0), NOON)
    assert len([each for each in statements if "INSERT" in each["sql"]]) == 1000


def test_a_flood_from_a_thousand_addresses_is_two_hundred_rows_and_one() -> None:
    with CaptureQueriesContext(connection):
        for number in range(1000):
            record({MISSING: ""}, actor=None, address=f"10.0.{number >> 8}.{number & 255}", place="GET /x/", at=NOON)
    assert (Attempt.objects.count(), Attempt.objects.get(ip_address=None).count) == (201, 800)
    someone = actor_of(make_user())
    record({MISSING: ""}, actor=someone, address="10.9.9.9", place="GET /x/", at=NOON)
    assert Attempt.objects.get(actor_id=someone.user_id).ip_address == "10.9.9.9"


def test_whoever_has_a_whole_network_of_version_six_counts_as_one() -> None:
    for tail in ("1", "2:3:4:5", "ffff:ffff:ffff:ffff"):
        record(
            {MISSING: ""},
            actor=None,
            address=f"2001:db8:1:2:{'0:0:0:' if tail == '1' else ''}{tail}",
            place="",
            at=NOON,
        )
    assert Attempt.objects.values_list("ip_address", "count").get() == ("2001:db8:1:2::", 3)
    assert (network_of(None), network_of(""), network_of("nonsense"), network_of("10.0.0.1")) == (
        None,
        None,
        None,
        "10.0.0.1",
    )


def test_kind_person_address_and_minute_each_make_a_row_of_their_own() -> None:
    someone = actor_of(make_user(full_name="示例李四"))
    attempt(MISSING, times=2)
    attempt(PASSWORD)
    attempt(MISSING, address=None)
    attempt(MISSING, actor=someone)
    attempt(MISSING, at=NOON + timedelta(minutes=1))
    record({MISSING: "", PASSWORD: "zhaoliu"}, actor=None, address=STRANGER, place="POST /y/", at=NOON)
    rows = Attempt.objects.order_by("pk").values_list("kind", "actor_name", "count")
    assert list(rows) == [
        ("missing", "", 3), ("password", "", 2), ("missing", "", 1), ("missing", "示例李四", 1), ("missing", "", 1),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_count_to_eight() -> None:
    result = race(8, lambda _each: record({MISSING: ""}, actor=None, address=STRANGER, place="", at=NOON))
    assert (result.count(None), Attempt.objects.get().count) == (8, 8)


# ---- never in the way -------------------------------------------------------------------------------------------------
def test_what_cannot_be_written_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recording, "RECORD", "INSERT INTO nowhere VALUES (1)")
    record({MISSING: ""}, actor=None, address=STRANGER, place="", at=NOON)
    assert ("attempts not written down" in caplog.text, Attempt.objects.count()) == (True, 0)
    make_user()  # the transaction around it goes on


def test_outside_of_a_request_nothing_is_noted_and_nothing_is_kept_from_one_to_the_next() -> None:
    note(PASSWORD)
    with noting() as first:
        note(PASSWORD, "zhaoliu")
        note(PASSWORD, "another")
    with noting() as second:
        pass
    assert (first, second) == ({"password": "zhaoliu"}, {})


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (NotFound(), MISSING), (Forbidden(function="x"), FORBIDDEN), (TooManyRequests(retry_after=1), LIMIT),
        (FieldErrors([FieldProblem("cost", "forbidden", "x")]), FORBIDDEN),
        (FieldErrors([FieldProblem("cost", "required", "x")]), None), (StaleState(label="x", state="y"), None),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else type(value).__name__,
)  # fmt: skip
def test_only_refusals_of_attempts_are_attempts(refusal: Any, kind: str | None) -> None:
    with noting() as noted:
        note_refusal(refusal)
    assert list(noted) == ([kind] if kind else [])


# ---- nothing that should not be kept ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/orders/SO-260918-0071/edit/", "/orders/SO-260918-0071/edit/"),
        ("/customers/812/", "/customers/812/"),
        ("/customers/13812345678/", "/customers/138****5678/"),
        ("/find/wang@example.com/", "/find/****/"),
        (f"/files/{'k' * 43}/", "/files/****/"),
    ],
)
def test_no_contact_data_and_no_secrets_of_a_path_are_kept(path: str, kept: str) -> None:
    assert scrubbed(path) == kept


def test_nobody_takes_a_row_back_before_its_time() -> None:
    fresh = attempt(at=now())
    for change in ({"count": 0}, {"kind": LOCKED}, {"actor_name": "x"}, {"place": "x"}, {"minute": NOON}):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            Attempt.objects.filter(pk=fresh.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.filter(pk=fresh.pk).delete()
    assert Attempt.objects.get() == fresh


@pytest.mark.spec("SYS-012")
def test_the_cleanup_removes_what_is_old_enough_and_no_rule_goes_below_half_a_year() -> None:
    kind, today = EXPIRING["security.attempts"], now()
    old, fresh = attempt(at=today - timedelta(days=400)), attempt(at=today - timedelta(days=200))
    assert (kind.days, kind.least) == (365, 184)
    assert list(kind.rows(today - timedelta(days=kind.days))) == [old]
    kind.rows(today - timedelta(days=kind.days)).delete()
    assert Attempt.objects.get() == fresh


# ---- scripts ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "is_script"),
    [
        ("<script>alert(1)</script>", True), ("< SCRIPT src=//x>", True), ("javascript:alert(1)", True),
        ('<img src=x onerror=alert(1)>', True), ("<svg/onload=x>", True), ("data:text/html,x", True),
        ("示例 <青禾> 超市", False), ("A & B: 1 < 2", False), ("once = twice", False), ("JavaScript 教程", False),
        ("Ontario = 安大略", False),
    ],
)  # fmt: skip
def test_a_text_written_like_a_script_is_recognised_inside_of_the_arguments(text: str, is_script: bool) -> None:
    assert holds_script({"values": {"name": "x", "lines": [{"remark": text}]}, "count": 3}) is is_script
    assert SCRIPT == "script"
