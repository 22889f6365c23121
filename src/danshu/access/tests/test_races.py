"""Two at once: the last administrator, a name, a hand-over (each with what happens without the guard)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from danshu.access import handlers, rules
from danshu.access.models import UserRole
from danshu.access.operations.set_user_access import set_user_access
from danshu.access.tests.factories import actor_of, administrator
from danshu.identity.models import User
from danshu.identity.operations.create_user import UserData, create_user
from danshu.identity.operations.disable_user import disable_user
from danshu.identity.rules.passwords import prepare_password
from danshu.identity.tests.factories import NOON
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Run the calls at the same moment; the outcome of each: "done" or the code of the refusal."""
    start, outcomes = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        start.wait()
        try:
            call()
            outcomes.append("done")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def two_administrators_against_each_other() -> list[str]:
    one, two = administrator(), administrator()
    actors = actor_of(one), actor_of(two)
    return at_once(
        lambda: disable_user(user_id=two.pk, actor=actors[0], at=NOON),
        lambda: disable_user(user_id=one.pk, actor=actors[1], at=NOON),
    )


@pytest.mark.spec("ACC-005")
def test_two_administrators_who_disable_each_other_leave_one() -> None:
    for _round in range(5):
        User.objects.update(is_active=False)
        outcomes = two_administrators_against_each_other()
        assert outcomes == ["done", "last_administrator"]
        assert UserRole.objects.filter(role__code="ADM", user__is_active=True).count() == 1


@pytest.mark.spec("ACC-005")
def test_without_the_lock_both_would_be_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = threading.Barrier(2, timeout=5)

    def meet_instead() -> None:
        meeting.wait()

    monkeypatch.setattr(handlers, "lock_administrators", meet_instead)
    monkeypatch.setattr(rules, "lock_administrators", meet_instead)
    assert two_administrators_against_each_other() == ["done", "done"]
    assert UserRole.objects.filter(role__code="ADM", user__is_active=True).count() == 0


@pytest.mark.spec("ACC-005")
def test_disabling_one_and_stripping_the_other_of_the_role_leaves_one() -> None:
    one, two = administrator(), administrator()
    actors = actor_of(one), actor_of(two)
    outcomes = at_once(
        lambda: disable_user(user_id=two.pk, actor=actors[0], at=NOON),
        lambda: set_user_access(user_id=one.pk, seen_version=None, role_ids=[], grants=[], actor=actors[1], at=NOON),
    )
    assert outcomes == ["done", "last_administrator"]


@pytest.mark.spec("ACC-004")
def test_of_five_accounts_with_one_name_one_is_made() -> None:
    password = prepare_password("qing2kong8wan", user_name="lisi1")
    calls = [
        lambda name=name: create_user(  # type: ignore[misc]
            user_name=name, data=UserData(full_name="李四"), password=password, actor=Actor.system(), at=NOON
        )
        for name in ("lisi1", "LISI1", "Lisi1", "lisi1", "LiSi1")
    ]
    assert at_once(*calls) == ["done", *["user_name_taken"] * 4]
    assert User.objects.count() == 1


@pytest.mark.spec("COM-013")
def test_five_submissions_with_one_key_make_one_account() -> None:
    password = prepare_password("qing2kong8wan", user_name="lisi1")
    data = UserData(full_name="李四")
    calls = [
        lambda: create_user.keyed("one-key")(
            user_name="lisi1", data=data, password=password, actor=Actor.system(), at=NOON
        )
    ] * 5
    assert at_once(*calls) == ["done"] * 5
    assert User.objects.count() == 1
