"""Who tries a lot in vain is told to the administrators, once an hour (SYS-032)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from danshu.access.tests.factories import actor_of, administrator, staff
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import Actor
from danshu.kit.attempts import PASSWORD
from danshu.kit.errors import Forbidden
from danshu.notices.models import Notice
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.security.models import Attempt
from danshu.security.operations.warn_administrators import warn_administrators
from danshu.security.recording import record
from danshu.security.tests.factories import NOON, STRANGER, attempt

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-032")]
SYSTEM = Actor.system()
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def people() -> None:
    administrator("zhaoliu")
    staff("AUD", "auditor1")
    staff("SLS", "seller01")


def warn(at=NOON):
    return warn_administrators(actor=SYSTEM, at=at)


def notices() -> list[tuple[str, str, str, str]]:
    rows = Notice.objects.filter(kind="security.warned").order_by("pk")
    return list(rows.values_list("user__user_name", "text", "text_en", "url"))


def test_up_to_the_limit_nobody_is_told_above_it_everybody_who_reads_the_log() -> None:
    attempt(PASSWORD, times=20, at=NOON - 40 * MINUTE)
    attempt(times=10, at=NOON - MINUTE)
    assert (warn(), notices()) == (0, [])
    attempt(at=NOON)
    assert warn() == 1
    text = f"{STRANGER} 一小时内有 31 次没有生效的尝试"
    english = f"{STRANGER} made 31 attempts without effect within an hour"
    url = f"/logs/security/?address={STRANGER}"
    assert sorted(notices()) == [("auditor1", text, english, url), ("zhaoliu", text, english, url)]


def test_it_is_told_once_an_hour_and_again_when_it_goes_on() -> None:
    attempt(times=31)
    assert [warn(), warn(NOON + 5 * MINUTE)] == [1, 0]
    attempt(times=40, at=NOON + 50 * MINUTE)
    assert warn(NOON + 55 * MINUTE) == 0  # the hour since is not over
    assert warn(NOON + 70 * MINUTE) == 1
    assert Attempt.objects.filter(is_told=True).count() == 2


def test_people_count_for_themselves_and_several_are_told_of_in_one_notice() -> None:
    one, two = (actor_of(make_user(full_name=name)) for name in ("示例李四", "示例王五"))
    attempt(times=40, actor=one, address="10.0.0.1")
    attempt(PASSWORD, times=35, actor=two, address="10.0.0.1")
    attempt(times=30, address="10.0.0.1")
    assert warn() == 2
    text = "示例李四 等 2 个用户或地址一小时内没有生效的尝试各超过 30 次"
    assert {(each[1], each[3]) for each in notices()} == {(text, "/logs/security/")}
    assert set(Attempt.objects.filter(is_told=False).values_list("actor_id", "count")) == {(None, 30)}


def test_many_addresses_at_once_are_told_of_together() -> None:
    for number in range(240):
        record({PASSWORD: ""}, actor=None, address=f"10.0.0.{number}", place="", at=NOON)
    assert warn() == 1
    assert {(each[1], each[3]) for each in notices()} == {
        ("多个地址 一小时内有 40 次没有生效的尝试", "/logs/security/")
    }


def test_what_is_older_than_an_hour_does_not_count() -> None:
    attempt(times=31, at=NOON - 61 * MINUTE)
    assert warn() == 0


def test_the_limit_is_a_parameter() -> None:
    attempt(times=6)
    change_parameters(changes={"security_attempts_per_hour": 5}, actor=SYSTEM, at=NOON)
    assert warn() == 1


def test_it_is_the_systems_alone() -> None:
    attempt(times=31)
    with pytest.raises(Forbidden):
        warn_administrators(actor=actor_of(administrator("another1")), at=NOON)
    assert not Attempt.objects.filter(is_told=True).exists()
