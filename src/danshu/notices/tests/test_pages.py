"""The list under the bell shows one's own notices only."""

from __future__ import annotations

import pytest
from django.test import Client

from danshu.access.tests.factories import grant, staff
from danshu.identity.tests.factories import make_user
from danshu.kit.permissions import CATALOGUE
from danshu.notices.models import Notice
from danshu.notices.tests.factories import make_notice

pytestmark = pytest.mark.django_db


def test_a_person_sees_and_reads_his_own_notices(visit):
    mine = make_notice("订单 SO-1 已通过", url="/orders/1/")
    other = make_notice("别人的", user_name="reader02")
    client = visit(user_id=mine.user_id)

    body = client.get("/notices/").content.decode()
    assert "订单 SO-1 已通过" in body
    assert 'href="/orders/1/"' in body
    assert "别人的" not in body
    both = {"batch": "read", "ids": [mine.pk, other.pk], "form_token": "t"}
    client.post("/notices/?tab=all", both)
    assert Notice.objects.get(pk=mine.pk).read_at is not None
    assert Notice.objects.get(pk=other.pk).read_at is None

    assert visit(user_id=other.user_id).post("/notices/read/").status_code == 303
    assert Notice.objects.get(pk=other.pk).read_at is not None


def test_a_get_changes_nothing(visit):
    notice = make_notice()
    visit(user_id=notice.user_id).get("/notices/read/")
    assert Notice.objects.get().read_at is None


@pytest.mark.spec("COM-001", "ACC-020")
@pytest.mark.parametrize("rights", ["none", "one", "all denied"])
def test_whoever_is_signed_in_reads_what_was_sent_to_him_whatever_his_rights(rights):
    person = make_user("bellonly1") if rights != "all denied" else staff("SLS", "bellonly1")
    if rights == "one":
        grant(person, "catalog.item.view", "own")
    if rights == "all denied":
        for code in CATALOGUE:
            grant(person, code, is_denied=True)
    notice = make_notice("订单 SO-7 已通过", user_name=person.user_name)
    client = Client()
    client.force_login(person)

    page = client.get("/notices/")
    assert (page.status_code, "订单 SO-7 已通过" in page.content.decode()) == (200, True)
    assert client.post("/notices/read/").status_code == 303
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert Client().get("/notices/").status_code == 302
