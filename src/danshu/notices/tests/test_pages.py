"""The list under the bell shows one's own notices only."""

from __future__ import annotations

import pytest

from danshu.notices.models import Notice
from danshu.notices.permissions import READ
from danshu.notices.tests.factories import make_notice

pytestmark = pytest.mark.django_db


def test_a_person_sees_and_reads_his_own_notices(visit):
    mine = make_notice("订单 SO-1 已通过", url="/orders/1/")
    other = make_notice("别人的", user_name="reader02")
    client = visit(READ, user_id=mine.user_id)

    body = client.get("/notices/").content.decode()
    assert "订单 SO-1 已通过" in body
    assert 'href="/orders/1/"' in body
    assert "别人的" not in body
    both = {"batch": "read", "ids": [mine.pk, other.pk], "form_token": "t"}
    client.post("/notices/?tab=all", both)
    assert Notice.objects.get(pk=mine.pk).read_at is not None
    assert Notice.objects.get(pk=other.pk).read_at is None

    assert visit(READ, user_id=other.user_id).post("/notices/read/").status_code == 303
    assert Notice.objects.get(pk=other.pk).read_at is not None


def test_a_get_changes_nothing(visit):
    notice = make_notice()
    visit(READ, user_id=notice.user_id).get("/notices/read/")
    assert Notice.objects.get().read_at is None
