"""Expired data are removed by rule; the preview tells exactly what the cleanup removes (SYS-012)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from danshu.audit.models import AuditEntry, IdempotencyKey
from danshu.audit.queries import entries
from danshu.housekeeping.errors import NothingExpired, RanToday
from danshu.housekeeping.models import ExpiryCount, ExpiryRule, ExpiryRun
from danshu.housekeeping.operations.clean_up import clean_up
from danshu.housekeeping.operations.set_rule import set_rule
from danshu.housekeeping.queries import expired
from danshu.housekeeping.rules import rules
from danshu.housekeeping.tasks import clean_up_due, due
from danshu.housekeeping.tests.factories import LINKS, NOON, READ, SESSIONS, make_link, make_notice, make_session
from danshu.identity.models import PasswordLink, Session
from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.kit.expiry import EXPIRING
from danshu.kit.operation import REGISTRY
from danshu.kit.trail import sensitive_operations
from danshu.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-012")]
SYSTEM = Actor.system()


def clean(*kinds: str, **changes: Any) -> ExpiryRun:
    given = {"backup": "备份服务器 /backup/0918.dump", "actor": SYSTEM, "at": NOON} | changes
    return clean_up(kinds=kinds, **given)


def left() -> tuple[int, int, int]:
    return Session.objects.count(), PasswordLink.objects.count(), Notice.objects.count()


@pytest.fixture
def _expired() -> None:
    for days in (8, 9, 6, -1):
        make_session(days)
    for days in (31, 29):
        make_link(days)
    make_notice(200)
    make_notice(200, is_read=False)
    make_notice(100)


# ---- what goes ------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("_expired")
def test_the_preview_and_the_cleanup_remove_the_same_and_nothing_else() -> None:
    seen = {found.kept.kind.code: found.count for found in expired(NOON)}
    assert (seen[SESSIONS], seen[LINKS], seen[READ]) == (2, 1, 1)
    dry = clean_up.dry_run(kinds=[SESSIONS, LINKS, READ], backup="?", actor=SYSTEM, at=NOON)
    assert (left(), [effect.text.split("　")[0] for effect in dry.effects]) == (
        (4, 2, 3), ["过期的登录会话：删除 2 条", "过期的设置密码链接：删除 1 条", "已读的通知：删除 1 条"],
    )  # fmt: skip
    run = clean(SESSIONS, LINKS, READ)
    assert left() == (2, 1, 2)
    assert dict(run.counts.values_list("kind", "removed")) == {SESSIONS: 2, LINKS: 1, READ: 1}
    assert [found.count for found in expired(NOON) if found.kept.kind.code in (SESSIONS, LINKS, READ)] == [0, 0, 0]
    assert Notice.objects.filter(read_at=None).count() == 1


@pytest.mark.usefixtures("_expired")
def test_only_the_chosen_kinds_go_and_the_log_tells_who_how_many_and_where_the_backup_is() -> None:
    run = clean(LINKS)
    assert left() == (4, 1, 3)
    assert (run.backup, run.is_scheduled, run.by_name) == ("备份服务器 /backup/0918.dump", False, SYSTEM.name)
    entry = AuditEntry.objects.get(operation="housekeeping.clean_up")
    assert (entry.changes, entry.reason) == ({LINKS: [1, 0]}, run.backup)
    assert "housekeeping.clean_up" in sensitive_operations()


@pytest.mark.usefixtures("_expired")
@pytest.mark.parametrize(
    ("kinds", "changes", "refusal"),
    [
        ([LINKS], {"backup": "  "}, FieldErrors),
        ([], {}, NotFound),
        ([LINKS, "nobody.knows"], {}, NotFound),
        (["identity.recoveries"], {}, NothingExpired),
        ([LINKS], {"actor": Actor(None, "外人")}, Forbidden),
    ],
)
def test_a_refused_cleanup_removes_nothing(kinds: list[str], changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        clean(*kinds, **changes)
    assert (left(), ExpiryRun.objects.exists()) == ((4, 2, 3), False)


def test_the_same_key_cleans_up_once() -> None:
    make_link(31)
    first, again = (clean_up.keyed("k")(kinds=[LINKS], backup="有", actor=SYSTEM, at=NOON) for _again in range(2))
    assert (first, ExpiryRun.objects.count()) == (again, 1)


@pytest.mark.parametrize("code", sorted(EXPIRING))
def test_every_kind_can_be_counted_and_removed_and_says_what_is_lost(code: str) -> None:
    kind = EXPIRING[code]
    assert (str(kind.label) != "", str(kind.note) != "", kind.least <= kind.days) == (True, True, True)
    rows = kind.rows(NOON - timedelta(days=5000))
    assert (rows.count(), rows.delete()[0]) == (0, 0)


def test_logs_are_no_kind_they_are_cleaned_up_with_an_archive() -> None:
    kept = entries().model
    assert kept not in {kind.rows(NOON).model for kind in EXPIRING.values()}
    assert {kind.rows(NOON).model for kind in EXPIRING.values()} >= {Session, PasswordLink, Notice, IdempotencyKey}
    assert "audit.archive_entries" in REGISTRY


# ---- rules ----------------------------------------------------------------------------------------------------------
def test_a_rule_changes_what_may_go_and_stands_in_the_log() -> None:
    make_session(6)
    assert rules([SESSIONS])[0].days == 7
    set_rule(kind=SESSIONS, days=5, every="day", version=0, actor=SYSTEM, at=NOON)
    assert (rules([SESSIONS])[0].days, clean(SESSIONS).counts.get().removed) == (5, 1)
    assert AuditEntry.objects.get(operation="housekeeping.set_rule").changes == {
        "days": [7, 5],
        "every": ["hand", "day"],
    }


@pytest.mark.parametrize(
    ("kind", "days", "every", "field"),
    [(READ, 29, "hand", "days"), (SESSIONS, 3651, "hand", "days"), (SESSIONS, 0, "hand", "days"),
     (SESSIONS, 7, "hour", "every")],
)  # fmt: skip
def test_a_rule_outside_its_limits_is_refused(kind: str, days: int, every: str, field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        set_rule(kind=kind, days=days, every=every, actor=SYSTEM, at=NOON)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not ExpiryRule.objects.exists()


def test_nobody_overwrites_a_rule_that_he_has_not_seen() -> None:
    set_rule(kind=SESSIONS, days=5, every="day", version=0, actor=SYSTEM, at=NOON)
    with pytest.raises(EditConflict):
        set_rule(kind=SESSIONS, days=9, every="day", version=0, actor=SYSTEM, at=NOON)
    with pytest.raises(NotFound):
        set_rule(kind="nobody.knows", days=9, every="day", actor=SYSTEM, at=NOON)
    assert rules([SESSIONS])[0].days == 5


def test_a_stored_rule_never_goes_below_what_the_module_asks_for() -> None:
    ExpiryRule.objects.create(kind=READ, days=1, created_at=NOON, updated_at=NOON)
    make_notice(29)
    assert (rules([READ])[0].days, {each.count for each in expired(NOON)}) == (30, {0})


# ---- the schedule ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("every", "days"),
    [("hand", []), ("day", [18, 19, 20, 21]), ("week", [21]), ("month", [])],
)
def test_a_rule_runs_by_itself_on_its_days(every: str, days: list[int]) -> None:
    set_rule(kind=SESSIONS, days=7, every=every, actor=SYSTEM, at=NOON)
    september = [NOON.date().replace(day=day) for day in (18, 19, 20, 21)]
    assert [day.day for day in september if due(day)] == days
    assert bool(due(NOON.date().replace(month=10, day=1))) == (every in ("day", "month"))


def test_the_night_cleans_up_once_a_day_and_one_kind_that_was_done_stops_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("danshu.housekeeping.tasks.now", lambda: NOON)
    for kind in (SESSIONS, LINKS):
        set_rule(kind=kind, days=30, every="day", actor=SYSTEM, at=NOON)
    make_session(31)
    clean_up(kinds=[SESSIONS], is_scheduled=True, actor=SYSTEM, at=NOON)
    make_session(31)
    make_link(31)
    assert (clean_up_due(0), left()) == (1, (1, 0, 0))
    with pytest.raises(RanToday):
        clean_up(kinds=[LINKS], is_scheduled=True, actor=SYSTEM, at=NOON)
    assert clean_up_due(1) == 0
    assert list(ExpiryCount.objects.order_by("pk").values_list("kind", "removed")) == [(SESSIONS, 1), (LINKS, 1)]
