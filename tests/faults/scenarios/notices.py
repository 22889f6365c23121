"""Operations on messages that leave the house."""

from __future__ import annotations

from danshu.identity.models import User
from danshu.kit.refs import SourceRef
from danshu.notices.models import Notice
from danshu.notices.operations.choose_notices import choose_notices
from danshu.notices.operations.discard_message import discard_message
from danshu.notices.operations.edit_template import edit_template
from danshu.notices.operations.hold_messages import hold_messages
from danshu.notices.operations.mail_notice import mail_notice
from danshu.notices.operations.queue_message import queue_message
from danshu.notices.operations.release_message import release_message
from danshu.notices.operations.restore_template import restore_template
from danshu.notices.operations.retry_message import retry_message
from danshu.notices.operations.send_again import send_again
from danshu.notices.tests.factories import make_message
from danshu.parties.tests.factories import person
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("notices.queue_message")
def _queue() -> Scenario:
    return lambda: queue_message(
        address="buyer@example.com", subject="订单进展", body="您好", source=SourceRef("test.thing", 1), label="SO-1",
        actor=ACTOR, at=AT,
    )  # fmt: skip


@scenario("notices.retry_message")
def _retry() -> Scenario:
    message = make_message(status="failed")
    return lambda: retry_message(message_id=message.pk, actor=ACTOR, at=AT)


@scenario("notices.release_message")
def _release() -> Scenario:
    message = make_message(status="held")
    return lambda: release_message(message_id=message.pk, actor=ACTOR, at=AT)


@scenario("notices.discard_message")
def _discard() -> Scenario:
    message = make_message(status="held")
    return lambda: discard_message(message_id=message.pk, actor=ACTOR, at=AT)


@scenario("notices.send_again")
def _again() -> Scenario:
    message = make_message(status="sent")
    return lambda: send_again(message_id=message.pk, actor=ACTOR, at=AT)


@scenario("notices.hold_messages")
def _hold() -> Scenario:
    """All of them are held, or none."""
    make_message()
    make_message()
    return lambda: hold_messages(actor=ACTOR, at=AT)


@scenario("notices.edit_template")
def _edit_template() -> Scenario:
    return lambda: edit_template(
        letter="notices.by_mail", language="en", subject="{text}", body="{text}", actor=ACTOR, at=AT
    )


@scenario("notices.restore_template")
def _restore_template() -> Scenario:
    edit_template(letter="notices.by_mail", language="en", subject="{text}", body="{text}", actor=ACTOR, at=AT)
    return lambda: restore_template(letter="notices.by_mail", language="en", actor=ACTOR, at=AT)


@scenario("notices.choose_notices")
def _choose() -> Scenario:
    """The whole choice, or none of it."""
    actor = person("SLS")
    choices = {"sales.approved": (False, True), "sales.assigned": (True, True)}
    return lambda: choose_notices(choices=choices, actor=actor, at=AT)


@scenario("notices.mail_notice")
def _mail_notice() -> Scenario:
    """The e-mail is written and the notice no longer asks for one, or neither."""
    actor = person("SLS")
    User.objects.filter(pk=actor.user_id).update(email="reader@example.com")
    notice = Notice.objects.create(
        user_id=actor.user_id or 0, kind="sales.approved", text="已通过", created_at=AT, mail_due=True
    )
    return lambda: mail_notice(notice_id=notice.pk, actor=ACTOR, at=AT)
