"""Two at once: confirming twice, confirming what is being changed, publishing twice (ACC-025)."""

from __future__ import annotations

import pytest

from danshu.access.tests.factories import staff
from danshu.access.tests.test_races import at_once
from danshu.announcements import loading
from danshu.announcements.models import Announcement, Reading
from danshu.announcements.operations.publish_announcement import publish_announcement
from danshu.announcements.operations.read_announcement import confirm_announcement
from danshu.announcements.operations.tell_due import tell_due
from danshu.announcements.operations.withdraw_announcement import withdraw_announcement
from danshu.announcements.tests.factories import actor_of, draft, published
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.notices.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("ACC-025")]


def test_five_confirmations_at_once_are_one() -> None:
    row = published(staff("OPA", unit=make_unit()), must_confirm=True)
    reader = actor_of(staff("SLS"))

    outcomes = at_once(*[lambda: confirm_announcement(announcement_id=row.pk, actor=reader, at=now())] * 5)

    assert outcomes == ["done"] * 5
    assert Reading.objects.filter(confirmed_at__isnull=False).count() == 1


def publish_twice() -> list[str]:
    author = staff("OPA", unit=make_unit())
    row, actor = draft(author), actor_of(author)
    return at_once(*[lambda: publish_announcement(announcement_id=row.pk, seen_version=1, actor=actor, at=now())] * 4)


def test_of_four_who_publish_one_does_and_the_bell_rings_once() -> None:
    assert publish_twice() == ["done", *["edit_conflict"] * 3]
    assert Notice.objects.count() == 1


def test_without_the_lock_it_would_ring_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "lock", lambda rows: rows)
    rang = 1
    for _round in range(5):
        Notice.objects.all().delete()
        publish_twice()
        rang = max(rang, Notice.objects.count())
    assert rang > 1


def test_withdrawing_against_publishing_never_shows_what_is_withdrawn() -> None:
    author = staff("OPA", unit=make_unit())
    for _round in range(5):
        row, actor = published(author), actor_of(author)
        call = {"announcement_id": row.pk, "seen_version": row.version, "actor": actor}
        outcomes = at_once(*[lambda call=call: withdraw_announcement(**call, at=now())] * 3)
        assert outcomes == ["done", "edit_conflict", "edit_conflict"]
        assert Announcement.objects.get(pk=row.pk).status == "withdrawn"


def test_two_jobs_tell_once() -> None:
    author = staff("OPA", unit=make_unit())
    row = published(author)
    Notice.objects.all().delete()
    Announcement.objects.filter(pk=row.pk).update(told_round=0)

    at_once(*[lambda: tell_due(actor=Actor.system(), at=now())] * 3)

    assert Notice.objects.count() == 1
