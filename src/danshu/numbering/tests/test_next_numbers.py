"""Numbers are unique for ever, also while a pattern changes and many take at once (SYS-003, INV-N1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction

from danshu.kit.actor import Actor
from danshu.kit.clock import company_zone
from danshu.kit.context import Context, active
from danshu.numbering.models import Counter
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.numbering.registry import SERIES, series

NOON = datetime(2026, 9, 18, 12, tzinfo=company_zone())


@pytest.fixture(autouse=True)
def _series() -> Iterator[None]:
    series("test.paper", "测试单", "Test paper", prefix="TP")
    series("test.branch", "分公司单", "Branch paper", prefix="BP", reset="never", with_branch=True, date_part="")
    yield
    del SERIES["test.paper"], SERIES["test.branch"]


def take(code: str = "test.paper", count: int = 1, at: datetime = NOON, branch: str = "") -> list[str]:
    with transaction.atomic(), active(Context("test", Actor.system(), at)):
        return next_numbers(code, count=count, at=at, facts={"branch": branch})


@pytest.mark.django_db
@pytest.mark.spec("SYS-003")
def test_numbers_ascend_and_restart_on_the_next_day() -> None:
    assert take() == ["TP-260918-0001"]
    assert take(count=3) == ["TP-260918-0002", "TP-260918-0003", "TP-260918-0004"]
    assert take(at=NOON.replace(day=19)) == ["TP-260919-0001"]
    assert take() == ["TP-260918-0005"]


@pytest.mark.django_db
def test_the_day_is_the_companys_not_utcs() -> None:
    assert take(at=datetime.fromisoformat("2026-09-17T23:00:00+00:00")) == ["TP-260918-0001"]


@pytest.mark.django_db
def test_a_rollback_gives_the_number_back() -> None:
    take()
    with transaction.atomic():
        take(count=5)
        transaction.set_rollback(True)
    assert take() == ["TP-260918-0002"]


@pytest.mark.django_db
def test_each_branch_counts_for_itself() -> None:
    assert take("test.branch", branch="sh-01") == ["BP-SH01-0001"]
    assert take("test.branch", branch="bj") == ["BP-BJ-0001"]
    assert take("test.branch", branch="001") == ["BP-B001-0001"]
    assert take("test.branch", branch="sh-01") == ["BP-SH01-0002"]


@pytest.mark.django_db
def test_a_counter_beyond_its_digits_gets_longer() -> None:
    take()
    Counter.objects.filter(series="test.paper").update(last=9999)
    assert take() == ["TP-260918-10000"]


@pytest.mark.django_db
def test_taking_is_refused_outside_of_an_operation() -> None:
    with pytest.raises(RuntimeError):
        next_numbers("test.paper", count=1, at=NOON)
    assert not Counter.objects.exists()
