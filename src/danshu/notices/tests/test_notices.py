"""The bell: written with the operation, read by its owner only."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils.translation import gettext as _

from danshu.identity.models import User
from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.clock import now
from danshu.kit.context import Context, active
from danshu.notices.models import Notice
from danshu.notices.operations.mark_read import mark_read
from danshu.notices.operations.notify import notify
from danshu.notices.queries import notices_of, unread_count

pytestmark = pytest.mark.django_db


def person(name: str) -> User:
    return User.objects.create(user_name=f"reader{name}1", full_name=name, created_at=now(), updated_at=now())


def send(*people: User, url: str = "/orders/1/") -> None:
    with transaction.atomic(), active(Context("test", Actor.system(), now())):
        notify([p.pk for p in people], kind="test.done", text=lambda: _("保存"), url=url, at=now())


def test_each_person_gets_one_notice_and_reads_his_own() -> None:
    one, two = person("one"), person("two")
    send(one, two, one)
    assert [n.text for n in notices_of(one.pk)] == ["保存"]
    assert (unread_count(one.pk), unread_count(two.pk)) == (1, 1)

    actor = Actor(one.pk, "one", grants={SIGNED_IN: EVERYTHING})
    assert mark_read(notice_ids=list(Notice.objects.values_list("pk", flat=True)), actor=actor, at=now()) == 1
    assert (unread_count(one.pk), unread_count(two.pk)) == (0, 1)
    assert mark_read(actor=actor, at=now()) == 0


def test_a_foreign_address_and_a_call_outside_of_an_operation_are_refused() -> None:
    one = person("one")
    for url in ("https://example.com/", "//example.com/"):
        with pytest.raises(ValueError, match="our own"):
            send(one, url=url)
    with pytest.raises(RuntimeError):
        notify([one.pk], kind="x", text="x", url="/", at=now())
    assert not Notice.objects.exists()
