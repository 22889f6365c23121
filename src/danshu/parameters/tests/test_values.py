"""Parameters: declared with defaults, changed at once or from a date, reset, logged (SYS-001)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.audit.models import AuditEntry
from danshu.kit import clock
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.clock import now
from danshu.kit.context import Context, active
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden
from danshu.kit.parameters import parameter_value
from danshu.parameters.errors import ChangeNotPending, NothingChanged, UnknownParameter
from danshu.parameters.models import ParameterSetting
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parameters.operations.reset_parameter import reset_parameter
from danshu.parameters.operations.withdraw_change import withdraw_change
from danshu.parameters.permissions import CONFIGURE
from danshu.parameters.queries import begin_scope, end_scope, refresh_company_zone, value, values
from danshu.parameters.registry import PARAMETERS
from danshu.ui.ports import PORTS

pytestmark = pytest.mark.django_db
ADMIN = Actor(1, "管理员", grants={CONFIGURE: EVERYTHING})
SPECIFICATION = Path(__file__).resolve().parents[5] / "shared" / "spec" / "17-system-administration.md"


def change(name: str, raw: object, **more: object) -> list[int]:
    return change_parameters(changes={name: raw}, actor=ADMIN, at=now(), **more)  # type: ignore[arg-type]


@pytest.fixture
def _restore_zone() -> Iterator[None]:
    yield
    clock.set_company_zone("Asia/Shanghai")


@pytest.mark.spec("SYS-001")
@pytest.mark.skipif(
    not SPECIFICATION.exists(), reason="the specification lies beside the repository only at its makers'"
)
def test_every_parameter_of_the_register_is_declared() -> None:
    register = SPECIFICATION.read_text(encoding="utf-8").partition("## Parameter register")[2]
    rows = [line for line in register.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])}
    assert len(named) > 50
    assert named <= set(PARAMETERS)


@pytest.mark.spec("SYS-001")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("keyword_hold_working_days", 2), ("large_order_amount", Decimal(50000)), ("page_size", 20),
        ("order_checklist_required", True), ("staff_self_registration", False), ("pick_in_mode", "approval"),
        ("expiry_reminder_days", (60, 30, 7, 1)), ("paper_countersign_until", date(2013, 2, 15)),
        ("company_timezone", "Asia/Shanghai"), ("discount_limit", {"SLS": Decimal(5), "BRC": Decimal(5), "SMG": Decimal(15)}),
        ("write_off_limit", Decimal("1.00")), ("return_days", {"standard": 7, "quality": 15}),
        ("attachment_types", ("image", "pdf", "excel", "word", "text")), ("log_min_days", 180),
    ],
)  # fmt: skip
def test_delivered_values(name: str, expected: object) -> None:
    assert value(name) == expected
    assert parameter_value(name) == expected


@pytest.mark.spec("SYS-001")
def test_a_change_counts_at_once_and_is_logged_with_both_values_and_the_reason() -> None:
    (pk,) = change("large_order_amount", "80,000", reason="新的授权")
    assert value("large_order_amount") == Decimal(80000)
    entry = AuditEntry.objects.get(subject_kind="parameters.parameter", subject_id=pk)
    assert entry.changes == {"large_order_amount": ["50000", "80000"]}
    assert (entry.actor_name, entry.reason, entry.operation) == ("管理员", "新的授权", "parameters.change_parameters")


@pytest.mark.spec("SYS-001")
@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("login_max_failures", "2", "too_small"), ("login_max_failures", "21", "too_large"),
        ("login_max_failures", "4.5", "not_whole"), ("login_max_failures", "many", "not_a_number"),
        ("login_max_failures", "", "required"), ("large_order_amount", "NaN", "not_a_number"),
        ("large_order_amount", "1e400", "not_a_number"), ("pick_in_mode", "sometimes", "not_offered"),
        ("page_size", "30", "not_offered"), ("company_timezone", "Asia/Nowhere", "unknown_zone"),
        ("paper_countersign_until", "2013-02-30", "not_a_date"), ("company_name", "", "required"),
        ("company_name", "单" * 101, "too_large"), ("company_name", "一\n二", "not_text"),
        ("expiry_reminder_days", "60, x", "not_a_number"), ("expiry_reminder_days", " , ", "required"),
        ("attachment_types", ["exe"], "not_offered"), ("shop_auto_approve", "maybe", "not_offered"),
        ("discount_limit", {"SLS": "101", "SMG": "15"}, "too_large"), ("discount_limit", "5", "not_a_map"),
        ("return_days", {"standard": "7", "quality": "", "x": "1"}, "not_a_map"),
        ("contract_number_pattern", {"minimum_length": "9", "maximum_length": "4"}, "order"),
    ],
)  # fmt: skip
def test_a_value_outside_its_limits_is_refused_and_nothing_changes(name: str, raw: object, code: str) -> None:
    with pytest.raises(FieldErrors) as refusal:
        change(name, raw)
    assert refusal.value.problems[0].code == code
    assert refusal.value.problems[0].field.partition(".")[0] == name
    assert value(name) == PARAMETERS[name].default
    assert not ParameterSetting.objects.exists()


def test_all_wrong_values_are_told_at_once() -> None:
    with pytest.raises(FieldErrors) as refusal:
        change_parameters(
            changes={"lock_max_days": "0", "pool_idle_days": "x", "lead_idle_days": "8"}, actor=ADMIN, at=now()
        )
    assert [p.field for p in refusal.value.problems] == ["lock_max_days", "pool_idle_days"]
    assert value("lead_idle_days") == 7


@pytest.mark.spec("SYS-001")
def test_a_change_from_a_date_counts_from_the_companys_midnight() -> None:
    day = clock.business_date(now()) + timedelta(days=3)
    change("auto_sign_days", "12", effective_on=day)
    midnight = datetime.combine(day, datetime.min.time(), clock.company_zone())
    assert value("auto_sign_days") == 10
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert value("auto_sign_days") == 10
    with time_machine.travel(midnight, tick=False):
        assert value("auto_sign_days") == 12


def test_a_date_in_the_past_is_refused() -> None:
    with pytest.raises(FieldErrors) as refusal:
        change("auto_sign_days", "12", effective_on=clock.business_date(now()) - timedelta(days=1))
    assert refusal.value.problems[0].field == "effective_on"


def test_a_planned_change_can_be_withdrawn_until_it_counts() -> None:
    day = clock.business_date(now()) + timedelta(days=1)
    (pk,) = change("auto_sign_days", "12", effective_on=day)
    withdraw_change(setting_id=pk, actor=ADMIN, at=now())
    with time_machine.travel(now() + timedelta(days=2)):
        assert value("auto_sign_days") == 10
    with pytest.raises(ChangeNotPending):
        withdraw_change(setting_id=pk, actor=ADMIN, at=now())
    (pk,) = change("auto_sign_days", "13")
    with pytest.raises(ChangeNotPending):
        withdraw_change(setting_id=pk, actor=ADMIN, at=now())
    assert value("auto_sign_days") == 13


@pytest.mark.spec("SYS-001")
def test_reset_brings_the_default_back() -> None:
    change("auto_sign_days", "12")
    reset_parameter(name="auto_sign_days", reason="试过了", actor=ADMIN, at=now())
    assert value("auto_sign_days") == 10
    with pytest.raises(NothingChanged):
        reset_parameter(name="auto_sign_days", actor=ADMIN, at=now())


@pytest.mark.spec("COM-012")
def test_the_second_of_two_editors_is_told() -> None:
    (pk,) = change("auto_sign_days", "12", seen={"auto_sign_days": 0})
    with pytest.raises(EditConflict) as refusal:
        change("auto_sign_days", "14", seen={"auto_sign_days": 0})
    assert refusal.value.facts["user"] == "管理员"
    assert value("auto_sign_days") == 12
    change("auto_sign_days", "14", seen={"auto_sign_days": pk})
    assert value("auto_sign_days") == 14


def test_unknown_names_unchanged_values_and_other_people_are_refused() -> None:
    with pytest.raises(UnknownParameter):
        change("no_such_parameter", "1")
    with pytest.raises(UnknownParameter):
        reset_parameter(name="no_such_parameter", actor=ADMIN, at=now())
    with pytest.raises(NothingChanged):
        change("auto_sign_days", "10")
    with pytest.raises(Forbidden):
        change_parameters(changes={"auto_sign_days": "1"}, actor=Actor(2, "甲"), at=now())
    assert not ParameterSetting.objects.exists()


def test_a_request_reads_the_table_once_and_forgets_it_at_its_end() -> None:
    begin_scope()
    with CaptureQueriesContext(connection) as queries:
        values(["page_size", "auto_sign_days"])
        value("large_order_amount")
    assert len(queries) == 1
    change("auto_sign_days", "12")
    assert value("auto_sign_days") == 12
    end_scope()
    with CaptureQueriesContext(connection) as queries:
        value("page_size")
        value("page_size")
    assert len(queries) == 2


def test_an_operation_reads_the_table_once_and_anew_after_it_changed_it() -> None:
    with CaptureQueriesContext(connection) as queries, active(Context("test.reading", ADMIN, now())):
        values(["page_size", "auto_sign_days"])
        value("large_order_amount")
        assert len(queries) == 1
        change_parameters.within(changes={"auto_sign_days": "12"}, actor=ADMIN, at=now())
        assert value("auto_sign_days") == 12
    assert sum("json_agg" in query["sql"] for query in queries) == 2


@pytest.mark.spec("COM-003", "SYS-001")
def test_the_rows_per_page_of_every_list_follow_the_parameter() -> None:
    assert PORTS.page_size is not None
    assert PORTS.page_size() == 20

    change("page_size", "50")

    assert PORTS.page_size() == 50


def test_a_stored_value_outside_newer_limits_falls_back_to_the_default() -> None:
    ParameterSetting.objects.create(
        name="login_max_failures", value=1, effective_at=now(), changed_at=now(), changed_by_name="旧版"
    )
    assert value("login_max_failures") == 5


@pytest.mark.spec("COM-014")
@pytest.mark.usefixtures("_restore_zone")
def test_the_companys_time_zone_decides_the_business_date() -> None:
    moment = datetime.fromisoformat("2026-09-17T23:00:00+00:00")
    assert clock.business_date(moment) == date(2026, 9, 18)
    change("company_timezone", "America/New_York")
    refresh_company_zone()
    assert clock.business_date(moment) == date(2026, 9, 17)
