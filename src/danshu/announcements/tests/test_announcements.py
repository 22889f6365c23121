"""Who is told what, when, and what becomes of it (ACC-025)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from danshu.access.tests.factories import give_role, staff
from danshu.announcements.errors import (
    AnnouncementChanged,
    AnnouncementNotDraft,
    AnnouncementOver,
    AnnouncementWithdrawn,
)
from danshu.announcements.models import Announcement, Reading
from danshu.announcements.operations.create_announcement import create_announcement
from danshu.announcements.operations.delete_announcement import delete_announcement
from danshu.announcements.operations.edit_announcement import edit_announcement
from danshu.announcements.operations.publish_announcement import publish_announcement
from danshu.announcements.operations.read_announcement import confirm_announcement, read_announcement
from danshu.announcements.operations.tell_due import tell_due
from danshu.announcements.operations.withdraw_announcement import withdraw_announcement
from danshu.announcements.queries import kept_by, readers, shown_to, to_confirm, unread_count
from danshu.announcements.tests.conftest import House
from danshu.announcements.tests.factories import actor_of, data, draft, published
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, IllegalTransition, NotFound
from danshu.kit.history import history
from danshu.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-025")]
DAY = timedelta(days=1)


def seen_by(user: User) -> list[str]:
    return [row.title for row in shown_to(actor_of(user))]


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def test_a_draft_is_seen_by_its_keepers_alone(house: House) -> None:
    row = draft(house.publisher)

    assert (row.status, row.owner_name, row.unit_id) == ("draft", "郭三", house.top.pk)
    assert [seen_by(user) for user in (house.publisher, house.seller)] == [[], []]
    assert [each.pk for each in kept_by(actor_of(house.publisher))] == [row.pk]
    assert Notice.objects.count() == 0


def test_published_for_all_it_is_seen_by_all_and_rings(house: House) -> None:
    published(house.publisher)

    for user in (house.publisher, house.seller, house.keeper):
        assert seen_by(user) == ["国庆放假安排"]
        assert told(user) == ["系统公告：国庆放假安排"]
        assert unread_count(actor_of(user)) == 1


def test_for_a_role_only_its_holders_see_it(house: House) -> None:
    published(house.publisher, audience="roles", role_codes=("SLS",))

    assert [seen_by(user) for user in (house.seller, house.keeper)] == [["国庆放假安排"], []]
    assert told(house.keeper) == []
    give_role(house.keeper, "SLS")
    assert seen_by(house.keeper) == ["国庆放假安排"]


def test_for_a_unit_whoever_works_in_it_or_below_sees_it(house: House) -> None:
    published(house.publisher, audience="units", unit_ids=(house.branch.pk,))

    assert [bool(seen_by(u)) for u in (house.seller, house.guest, house.keeper)] == [True, True, False]
    assert [bool(told(u)) for u in (house.seller, house.guest, house.keeper)] == [True, True, False]


def test_it_is_seen_from_its_first_day_to_its_last(house: House) -> None:
    today = business_date(now())
    published(house.publisher, title="明天", from_date=today + DAY)
    published(house.publisher, title="今天为止", from_date=today - DAY, to_date=today)
    gone = published(house.publisher, title="昨天为止", from_date=today - 2 * DAY, to_date=today)
    Announcement.objects.filter(pk=gone.pk).update(to_date=today - DAY)

    assert seen_by(house.seller) == ["今天为止"]
    assert told(house.seller) == ["系统公告：今天为止", "系统公告：昨天为止"]


def test_what_begins_later_rings_once_on_its_first_day(house: House) -> None:
    at = now()
    row = published(house.publisher, from_date=business_date(at) + DAY)
    assert told(house.seller) == []

    assert [tell_due(actor=Actor.system(), at=at + n * DAY) for n in (0, 1, 1, 2)] == [0, 1, 0, 0]

    assert told(house.seller) == ["系统公告：国庆放假安排"]
    row.refresh_from_db()
    assert row.told_round == 1


def test_what_is_on_top_comes_first(house: House) -> None:
    published(house.publisher, title="置顶的", is_top=True, at=now() - DAY)
    published(house.publisher, title="较新的")

    assert seen_by(house.seller) == ["置顶的", "较新的"]


def test_withdrawn_it_is_gone_and_nobody_is_asked(house: House) -> None:
    row = published(house.publisher, must_confirm=True)
    assert to_confirm(actor_of(house.seller)) == [row]

    withdraw_announcement(
        announcement_id=row.pk, seen_version=row.version, reason="日期有误", actor=actor_of(house.publisher), at=now()
    )

    assert seen_by(house.seller) == []
    assert to_confirm(actor_of(house.seller)) == []
    assert next(entry["reason"] for entry in history("announcements.announcement", row.pk)) == "日期有误"
    for refused in (publish_announcement, withdraw_announcement):
        with pytest.raises(IllegalTransition):
            refused(announcement_id=row.pk, seen_version=None, actor=actor_of(house.publisher), at=now())
    with pytest.raises(AnnouncementWithdrawn):
        edit_announcement(
            announcement_id=row.pk, seen_version=None, data=data(), actor=actor_of(house.publisher), at=now()
        )


def test_reading_and_confirming_count_once_and_the_publisher_sees_who(house: House) -> None:
    row = published(house.publisher, must_confirm=True)
    at, seller = now(), actor_of(house.seller)

    for moment in (at, at + timedelta(hours=1)):
        read_announcement(announcement_id=row.pk, actor=seller, at=moment)
    states = {user.full_name: user.state for user in readers(row)}
    assert states == {"郭三": "unread", "李四": "read", "孙七": "unread", "郑十": "unread"}
    for moment in (at + timedelta(hours=2), at + timedelta(hours=3)):
        confirm_announcement(announcement_id=row.pk, seen_round=1, actor=seller, at=moment)

    reading = Reading.objects.get()
    assert (reading.read_at, reading.confirmed_at) == (at, at + timedelta(hours=2))
    assert {user.full_name: user.state for user in readers(row)}["李四"] == "confirmed"
    kept = kept_by(actor_of(house.publisher)).get()
    assert (kept.read_count, kept.confirmed_count) == (1, 1)


def test_confirming_counts_as_reading(house: House) -> None:
    row = published(house.publisher, must_confirm=True)

    confirm_announcement(announcement_id=row.pk, actor=actor_of(house.keeper), at=now())

    assert unread_count(actor_of(house.keeper)) == 0


def test_what_does_not_address_somebody_he_can_neither_read_nor_confirm(house: House) -> None:
    row = published(house.publisher, audience="roles", role_codes=("SLS",), must_confirm=True)

    for refused in (read_announcement, confirm_announcement):
        with pytest.raises(NotFound):
            refused(announcement_id=row.pk, actor=actor_of(house.keeper), at=now())
    assert Reading.objects.count() == 0


def test_editing_asks_for_confirmation_anew_only_when_that_is_asked(house: House) -> None:
    row = published(house.publisher, must_confirm=True)
    seller, publisher = actor_of(house.seller), actor_of(house.publisher)
    confirm_announcement(announcement_id=row.pk, seen_round=1, actor=seller, at=now())

    row = edit_announcement(
        announcement_id=row.pk, seen_version=row.version, data=data(title="放假安排", must_confirm=True),
        actor=publisher, at=now(),
    )  # fmt: skip
    assert (row.round, to_confirm(seller), told(house.seller)) == (1, [], ["系统公告：国庆放假安排"])

    row = edit_announcement(
        announcement_id=row.pk, seen_version=row.version, data=data(title="新的安排", must_confirm=True), ask_anew=True,
        actor=publisher, at=now(),
    )  # fmt: skip
    assert (row.round, to_confirm(seller), unread_count(seller)) == (2, [row], 1)
    assert told(house.seller)[-1] == "系统公告：新的安排"
    with pytest.raises(AnnouncementChanged):
        confirm_announcement(announcement_id=row.pk, seen_round=1, actor=seller, at=now())
    assert list(Reading.objects.values_list("round", flat=True)) == [1]


def test_who_may_not_publish_does_not_change_what_is_published(house: House) -> None:
    row = published(house.publisher)
    actor = actor_of(house.publisher)
    grants = {code: scope for code, scope in actor.grants.items() if not code.endswith(".publish")}
    writer = Actor(user_id=actor.user_id, name=actor.name, unit_id=actor.unit_id, grants=grants)

    with pytest.raises(Forbidden):
        edit_announcement(announcement_id=row.pk, seen_version=None, data=data(title="x"), actor=writer, at=now())

    row.refresh_from_db()
    assert row.title == "国庆放假安排"


@pytest.mark.spec("COM-012")
def test_a_stale_page_changes_nothing(house: House) -> None:
    row = draft(house.publisher)
    actor = actor_of(house.publisher)
    edit_announcement(announcement_id=row.pk, seen_version=1, data=data(title="改过"), actor=actor, at=now())

    with pytest.raises(EditConflict):
        edit_announcement(announcement_id=row.pk, seen_version=1, data=data(title="旧页面"), actor=actor, at=now())
    with pytest.raises(EditConflict):
        publish_announcement(announcement_id=row.pk, seen_version=1, actor=actor, at=now())

    row.refresh_from_db()
    assert (row.title, row.status, row.version) == ("改过", "draft", 2)


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"title": " ", "content": ""}, {"title", "content"}),
        ({"title": "题" * 101, "content": "文" * 5001}, {"title", "content"}),
        ({"title": "一\n二"}, {"title"}),
        ({"type": "gossip", "audience": "retailers"}, {"type", "audience"}),
        ({"audience": "roles"}, {"role_codes"}),
        ({"audience": "roles", "role_codes": ("NOBODY",)}, {"role_codes"}),
        ({"role_codes": ("SLS",)}, {"role_codes"}),
        ({"audience": "units"}, {"unit_ids"}),
        ({"from_date": business_date(now()), "to_date": business_date(now()) - DAY}, {"to_date"}),
        ({"from_date": business_date(now()).replace(year=1980)}, {"from_date"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(house: House, values: Any, problems: set[str]) -> None:
    with pytest.raises(FieldErrors) as refused:
        create_announcement(data=data(**values), actor=actor_of(house.publisher), at=now())

    assert {problem.field for problem in refused.value.problems} == problems
    assert Announcement.objects.count() == 0


def test_what_is_over_is_not_published(house: House) -> None:
    row = draft(house.publisher, from_date=business_date(now()) - 3 * DAY, to_date=business_date(now()) - DAY)

    with pytest.raises(AnnouncementOver):
        publish_announcement(announcement_id=row.pk, seen_version=None, actor=actor_of(house.publisher), at=now())

    row.refresh_from_db()
    assert row.status == "draft"


def test_a_draft_is_deleted_what_was_published_is_not(house: House) -> None:
    actor = actor_of(house.publisher)
    first, second = draft(house.publisher), published(house.publisher)

    delete_announcement(announcement_id=first.pk, actor=actor, at=now())
    with pytest.raises(AnnouncementNotDraft):
        delete_announcement(announcement_id=second.pk, actor=actor, at=now())

    assert list(Announcement.objects.values_list("pk", flat=True)) == [second.pk]


@pytest.mark.spec("ACC-022")
def test_a_publisher_of_one_branch_neither_finds_nor_changes_anothers(house: House) -> None:
    row = draft(house.publisher)
    other = staff("PLN", "mouren", unit=make_unit("示例华南分公司"))
    whole = actor_of(other)
    scope = type(whole.scope("x"))(unit_ids=frozenset({other.unit_id or 0}))
    narrow = Actor(user_id=other.pk, name="某人", unit_id=other.unit_id, grants=dict.fromkeys(whole.grants, scope))

    assert list(kept_by(narrow)) == []
    with pytest.raises(NotFound):
        publish_announcement(announcement_id=row.pk, seen_version=None, actor=narrow, at=now())
    with pytest.raises(NotFound):
        delete_announcement(announcement_id=row.pk, actor=narrow, at=now())
    assert Announcement.objects.get().status == "draft"


@pytest.mark.spec("ACC-023")
def test_a_seller_writes_and_publishes_nothing(house: House) -> None:
    row = draft(house.publisher)
    seller = actor_of(house.seller)

    with pytest.raises(Forbidden):
        create_announcement(data=data(), actor=seller, at=now())
    with pytest.raises(Forbidden):
        publish_announcement(announcement_id=row.pk, seen_version=None, actor=seller, at=now())
    assert Announcement.objects.get().status == "draft"
