"""Everybody chooses which notices reach him and how; mandatory ones cannot be switched off (COL-008, SYS-033)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from danshu.audit.models import AuditEntry
from danshu.identity.models import User
from danshu.identity.permissions import SIGNED_IN
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.context import Context, active
from danshu.kit.errors import FieldErrors
from danshu.kit.trail import value_text
from danshu.notices.kinds import KINDS
from danshu.notices.models import Notice, NoticeChoice, OutgoingMessage
from danshu.notices.operations.choose_notices import choose_notices
from danshu.notices.operations.mail_notice import mail_notice
from danshu.notices.operations.notify import notify
from danshu.notices.queries import notices_of, unread_count
from danshu.notices.tasks import mail_notices
from danshu.notices.tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COL-008", "SYS-033")]
OPTIONAL, MANDATORY = "sales.approved", "sales.deleted"


@pytest.fixture
def reader() -> User:
    return make_user("reader01", email="reader@example.com")


def actor_of(user: User) -> Actor:
    return Actor(user.pk, user.full_name, grants={SIGNED_IN: EVERYTHING})


def choose(user: User, **choices: tuple[bool, bool]) -> int:
    named = {code.replace("__", "."): pair for code, pair in choices.items()}
    return choose_notices(choices=named, actor=actor_of(user), at=NOON)


def tell(*users: User, kind: str = OPTIONAL) -> None:
    with transaction.atomic(), active(Context("test", Actor.system(), NOON)):
        notify([user.pk for user in users], kind=kind, text="订单 SO-1 已通过", url="/orders/SO-1/", at=NOON)


def mails() -> list[str]:
    return list(OutgoingMessage.objects.order_by("pk").values_list("address", flat=True))


# ---- what reaches whom ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("shown", "mailed", "notices", "letters"),
    [(True, False, 1, []), (True, True, 1, ["reader@example.com"]), (False, True, 0, ["reader@example.com"]),
     (False, False, 0, [])],
)  # fmt: skip
def test_a_notice_goes_where_its_reader_wants_it(
    reader: User, shown: bool, mailed: bool, notices: int, letters: list[str]
) -> None:
    choose(reader, sales__approved=(shown, mailed))
    tell(reader)
    mail_notices(0)
    mail_notices(1)
    assert (notices_of(reader.pk).count(), unread_count(reader.pk), mails()) == (notices, notices, letters)


def test_everybody_has_his_own_choice_and_one_statement_tells_all_of_them(reader: User) -> None:
    other, quiet = make_user("other001"), make_user("quiet001")
    choose(quiet, sales__approved=(False, False))
    with CaptureQueriesContext(connection) as statements:
        tell(reader, other, quiet, reader)
    assert len([each for each in statements if "notice" in each["sql"]]) == 1
    assert [notices_of(user.pk).count() for user in (reader, other, quiet)] == [1, 1, 0]


def test_a_mandatory_kind_cannot_be_switched_off_but_be_mailed_too(reader: User) -> None:
    with pytest.raises(FieldErrors) as refused:
        choose(reader, sales__deleted=(False, False), sales__approved=(False, False))
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(MANDATORY, "mandatory")]
    assert not NoticeChoice.objects.exists()
    choose(reader, sales__deleted=(True, True))
    tell(reader, kind=MANDATORY)
    mail_notices(0)
    assert (unread_count(reader.pk), mails()) == (1, ["reader@example.com"])


def test_even_a_stored_refusal_of_a_mandatory_kind_does_not_count(reader: User) -> None:
    NoticeChoice.objects.create(user_id=reader.pk, kind=MANDATORY, in_centre=False, by_mail=False)
    tell(reader, kind=MANDATORY)
    assert unread_count(reader.pk) == 1


def test_an_unknown_kind_is_refused_and_the_usual_choice_leaves_no_row(reader: User) -> None:
    with pytest.raises(FieldErrors):
        choose(reader, nobody__knows=(True, True))
    assert choose(reader, sales__approved=(False, True), sales__assigned=(True, False)) == 1
    assert list(NoticeChoice.objects.values_list("kind", "in_centre", "by_mail")) == [(OPTIONAL, False, True)]
    assert (choose(reader, sales__approved=(True, False)), NoticeChoice.objects.count()) == (0, 0)
    told = (
        AuditEntry.objects.filter(operation="notices.choose_notices").order_by("pk").values_list("changes", flat=True)
    )
    muted = ["sales.approved:muted", "sales.approved:mail"]
    assert list(told) == [{"notice_choices": [[], muted]}, {"notice_choices": [muted, []]}]
    assert (
        value_text("identity.user", "notice_choices", muted) == "我的订单审核通过 不在通知中心、我的订单审核通过 发邮件"
    )


def test_the_e_mail_is_in_the_readers_language_and_written_once(reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(language="en")
    Notice.objects.create(
        user_id=reader.pk, kind=OPTIONAL, text="已通过", text_en="Approved", created_at=NOON, mail_due=True
    )
    notice = Notice.objects.get()
    done = [mail_notice(notice_id=notice.pk, actor=Actor.system(), at=NOON) for _again in range(2)]
    message = OutgoingMessage.objects.get()
    assert (done, message.language, "Approved" in message.body) == ([True, False], "en", True)


@pytest.mark.parametrize("gone", [{"email": ""}, {"is_active": False}, {"email": "nobody"}])
def test_who_cannot_be_written_to_stops_nobody_else(reader: User, gone: dict[str, Any]) -> None:
    other = make_user("other001", email="other@example.com")
    for user in (reader, other):
        choose(user, sales__approved=(True, True))
    User.objects.filter(pk=reader.pk).update(**gone)
    tell(reader, other)
    assert (mail_notices(0), mails(), Notice.objects.filter(mail_due=True).count()) == (1, ["other@example.com"], 0)


# ---- the page -------------------------------------------------------------------------------------------------------
def test_the_page_shows_every_kind_and_keeps_what_is_ticked(visit: Any, reader: User) -> None:
    client, url = visit(user_id=reader.pk), "/notices/preferences/"
    text = client.text(url)
    assert all(str(kind.label) in text for kind in KINDS.values())
    kept = [kind.code for kind in KINDS.values() if not kind.is_mandatory and kind.code != OPTIONAL]
    given = {"centre": kept, "mail": [MANDATORY], "form_token": "t"}
    assert client.post(url, given).status_code == 303
    rows = NoticeChoice.objects.order_by("kind").values_list("kind", "in_centre", "by_mail")
    assert list(rows) == [(OPTIONAL, False, False), (MANDATORY, True, True)]
    page = client.get(url).content.decode()
    assert f'name="centre" value="{OPTIONAL}">' in page
    assert (f'name="centre" value="{MANDATORY}"' in page, f'name="mail" value="{MANDATORY}" checked>' in page) == (
        False,
        True,
    )


@pytest.mark.spec("COM-012")
def test_a_choice_made_in_another_window_is_not_overwritten(visit: Any, reader: User) -> None:
    client, url = visit(user_id=reader.pk), "/notices/preferences/"
    seen = re.search(r'name="version" value="([0-9]+)"', client.get(url).content.decode())
    assert seen
    choose(reader, sales__approved=(False, True))

    refused = client.post(url, {"centre": [OPTIONAL], "mail": [], "form_token": "t", "version": seen[1]})

    assert refused.status_code == 409
    rows = NoticeChoice.objects.values_list("kind", "in_centre", "by_mail")
    assert list(rows) == [(OPTIONAL, False, True)]


def test_the_centre_is_filtered_by_kind(visit: Any, reader: User) -> None:
    tell(reader)
    client = visit(user_id=reader.pk)
    found = ["订单 SO-1 已通过" in client.text("/notices/", kind=kind) for kind in (OPTIONAL, MANDATORY)]
    assert found == [True, False]
