"""The demo company keeps working hours, and its bells are not full of old news."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from danshu.access.delivered import ROLES
from danshu.entry.demo.calendar import CLOSES, OPENS, SUNDAY, Hours
from danshu.entry.demo.organisation import PEOPLE, build_organisation
from danshu.entry.demo.plan import plans
from danshu.identity.models import User
from danshu.identity.tests.factories import make_user
from danshu.kit.clock import company_zone
from danshu.notices.demo import build
from danshu.notices.models import Notice

NIGHT = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # half past one on a Monday morning in Shanghai
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("at", [NIGHT, NOON, NIGHT - timedelta(days=1), NOON + timedelta(hours=7)])
def test_orders_are_placed_and_worked_on_in_business_hours_whenever_the_demo_is_built(at: datetime) -> None:
    hours = Hours(random.Random(1), at)
    moments = [plan.placed_at for plan in plans(random.Random(1), hours, at)]
    moments += [hours.later(moment, wait) for moment in moments for wait in (2, 9, 44)]
    local = [moment.astimezone(company_zone()) for moment in moments]
    late = CLOSES.replace(minute=CLOSES.minute + 1)  # a step that follows another by seconds
    assert [m for m in local if m.weekday() == SUNDAY or not OPENS <= m.time() < late] == []
    assert max(moments) <= at


@pytest.mark.django_db
def test_only_the_newest_few_notices_of_the_last_day_stay_unread() -> None:
    people = [make_user(), make_user()]
    for person in people:
        for hours in (100, 50, 25, *range(12, 4, -1)):
            made = NOON - timedelta(hours=hours)
            Notice.objects.create(user=person, kind="x", text=f"{hours}", url="/", created_at=made)
    assert build(NOON) == 10
    unread = Notice.objects.filter(user=people[0], read_at=None).order_by("pk")
    assert [notice.text for notice in unread] == ["9", "8", "7", "6", "5"]


@pytest.mark.spec("ACC-022")
def test_whoever_sees_all_branches_works_at_headquarters() -> None:
    assert [name for name, _full, role, unit, _manager in PEOPLE if ROLES[role][2] == "all" and unit != "HQ"] == []


@pytest.mark.django_db
@pytest.mark.spec("ACC-016", "SYS-001")
def test_everybody_has_an_office_and_can_save_his_own_settings() -> None:
    company = build_organisation(timezone.now())
    people = User.objects.filter(pk__in=company.people.values())
    assert len(people) == len(PEOPLE) + 1
    assert [user.user_name for user in people if not user.office_location] == []
    clerk = User.objects.get(user_name="lisi0001")
    assert clerk.office_location == "华东分公司办公室"
    client = Client()
    client.force_login(clerk)
    shown = client.get("/me/").context["form"].initial
    assert client.post("/me/", {**shown, "phone": "021-5550"}).status_code == 303
    clerk.refresh_from_db()
    assert (clerk.phone, clerk.office_location) == ("021-5550", "华东分公司办公室")
