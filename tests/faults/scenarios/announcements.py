"""Operations on announcements."""

from __future__ import annotations

from datetime import timedelta

from danshu.access.tests.factories import actor_of, staff
from danshu.announcements.models import Announcement
from danshu.announcements.operations.create_announcement import create_announcement
from danshu.announcements.operations.delete_announcement import delete_announcement
from danshu.announcements.operations.edit_announcement import edit_announcement
from danshu.announcements.operations.publish_announcement import publish_announcement
from danshu.announcements.operations.read_announcement import confirm_announcement, read_announcement
from danshu.announcements.operations.tell_due import tell_due
from danshu.announcements.operations.withdraw_announcement import withdraw_announcement
from danshu.announcements.rules import AnnouncementData
from danshu.identity.tests.factories import make_unit
from danshu.kit.clock import business_date
from tests.faults.crash import ACTOR, AT, Scenario, scenario

TODAY = business_date(AT)


def _data(**values: object) -> AnnouncementData:
    return AnnouncementData(**{"title": "盘点", "content": "周五盘点", "from_date": TODAY, **values})  # type: ignore[arg-type]


def _draft(**values: object) -> Announcement:
    staff("SLS", "someone1", unit=make_unit())
    return create_announcement(data=_data(**values), actor=ACTOR, at=AT)


def _published(**values: object) -> Announcement:
    row = _draft(**values)
    return publish_announcement(announcement_id=row.pk, seen_version=None, actor=ACTOR, at=AT)


@scenario("announcements.create_announcement")
def _create() -> Scenario:
    unit = make_unit()
    return lambda: create_announcement(data=_data(audience="units", unit_ids=(unit.pk,)), actor=ACTOR, at=AT)


@scenario("announcements.edit_announcement")
def _edit() -> Scenario:
    row, unit = _published(), make_unit()
    data = _data(title="改期", audience="units", unit_ids=(unit.pk,))
    return lambda: edit_announcement(
        announcement_id=row.pk, seen_version=row.version, data=data, ask_anew=True, actor=ACTOR, at=AT
    )


@scenario("announcements.publish_announcement")
def _publish() -> Scenario:
    row = _draft()
    return lambda: publish_announcement(announcement_id=row.pk, seen_version=row.version, actor=ACTOR, at=AT)


@scenario("announcements.withdraw_announcement")
def _withdraw() -> Scenario:
    row = _published()
    return lambda: withdraw_announcement(announcement_id=row.pk, seen_version=row.version, actor=ACTOR, at=AT)


@scenario("announcements.delete_announcement")
def _delete() -> Scenario:
    row = _draft()
    return lambda: delete_announcement(announcement_id=row.pk, actor=ACTOR, at=AT)


def _shown_always() -> int:
    """One that is shown whenever this test runs."""
    row = _published()
    Announcement.objects.filter(pk=row.pk).update(from_date=TODAY - timedelta(days=400))
    return row.pk


@scenario("announcements.read_announcement", silent=True)
def _read() -> Scenario:
    pk, reader = _shown_always(), actor_of(staff("ADM", "myself01"))
    return lambda: read_announcement(announcement_id=pk, actor=reader, at=AT)


@scenario("announcements.confirm_announcement")
def _confirm() -> Scenario:
    pk, reader = _shown_always(), actor_of(staff("ADM", "myself01"))
    return lambda: confirm_announcement(announcement_id=pk, seen_round=1, actor=reader, at=AT)


@scenario("announcements.tell_due", silent=True)
def _tell() -> Scenario:
    later = AT + timedelta(days=2)
    _published(from_date=business_date(later))
    return lambda: tell_due(actor=ACTOR, at=later)
