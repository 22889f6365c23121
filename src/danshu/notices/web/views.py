"""Acts on notices, and the page of an outgoing message."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.kit.actor import Actor, shown_name
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to, signed_in
from danshu.kit.words import with_count
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.mailing import SECRET_MARK, in_test_mode
from danshu.notices.models import OutgoingMessage
from danshu.notices.operations.mark_read import mark_read
from danshu.notices.operations.retry_message import retry_message
from danshu.notices.permissions import RELEASE_MESSAGE, RETRY_MESSAGE, VIEW_MESSAGES
from danshu.notices.queries import message_rows
from danshu.notices.statuses import MESSAGE_STATUSES
from danshu.notices.words import standing
from danshu.ui.detail import Action, Card, DetailPage, Notice
from danshu.ui.formats import datetime_text
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@signed_in
def read_all(request: ActorRequest) -> HttpResponse:
    """Everything is read (POST)."""
    if request.method == "POST":
        count = mark_read(actor=request.actor, at=now())
        done(request, with_count("%(count)s 条已设为已读") % {"count": count})
    return go(request, reverse("notices:list"))


@allowed_to(VIEW_MESSAGES)
def message(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: one e-mail as it is sent, and what became of it."""
    found = message_rows(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    page = DetailPage(
        title=found.subject,
        status=MESSAGE_STATUSES[found.status],
        subtitle=" ".join(filter(None, (found.recipient, found.shown_address))),
        actions=list(_acts(found, request.actor)),
        notices=list(_trouble(found)),
        cards=[Card(title=pgettext("消息", "经过"), pairs=_course(found), more_url=found.url, more_label=found.label)],
        timeline=history("notices.message", pk),
        breadcrumb=[(_("发出的消息"), reverse("notices:messages"))],
    )
    return render_page(request, "notices/message.html", {"page": page, "message": found})


def _acts(found: OutgoingMessage, actor: Actor) -> Iterator[Action]:
    """What the person may do with a message in this state."""
    if found.status == MessageStatus.FAILED and actor.can(RETRY_MESSAGE):
        yield Action(label=_("重新发送"), url=_url("retry", found), method="post", tone="primary")
    if found.status == MessageStatus.SENT and actor.can(RETRY_MESSAGE) and SECRET_MARK not in found.body:
        yield Action(label=_("再发一封"), url=_url("again", found), method="dialog")
    if not actor.can(RELEASE_MESSAGE):
        return
    if found.status == MessageStatus.HELD:
        reason = _("先在系统参数里关闭消息测试模式") if in_test_mode() else ""
        yield Action(label=_("放行"), url=_url("release", found), method="dialog", tone="primary", reason=reason)
    if found.status in (MessageStatus.HELD, MessageStatus.FAILED):
        yield Action(label=_("放弃发送"), url=_url("discard", found), method="dialog", tone="danger")


def _url(name: str, found: OutgoingMessage) -> str:
    return reverse(f"notices:{name}", args=[found.pk])


def _trouble(found: OutgoingMessage) -> Iterator[Notice]:
    if found.status in (MessageStatus.QUEUED, MessageStatus.HELD) and (why := standing()):
        yield from why
    elif found.status == MessageStatus.HELD:
        yield Notice(title=_("测试模式打开时写的，没有发出"), text=_("可以放行，或放弃发送"))
    elif found.status == MessageStatus.FAILED:
        yield Notice(title=_("多次没有发出，已停下"), text=found.shown_error, tone="bad")
    elif found.status == MessageStatus.QUEUED and found.last_error:
        yield Notice(title=_("上次没有发出，将自动再试"), text=found.shown_error)


def _course(found: OutgoingMessage) -> list[tuple[str, str]]:
    pairs = [
        (pgettext("消息", "发送人"), shown_name(found.created_by_name)),
        (pgettext("消息", "写入时间"), datetime_text(found.queued_at)),
        (_("尝试次数"), str(found.attempts)),
    ]
    if found.sent_at is not None:
        return [*pairs, (_("发送时间"), datetime_text(found.sent_at))]
    if found.status == MessageStatus.QUEUED:
        return [*pairs, (pgettext("消息", "下次发送"), datetime_text(found.due_at))]
    return pairs


@require_POST
@allowed_to(RETRY_MESSAGE)
def retry(request: ActorRequest, pk: int) -> HttpResponse:
    """A parked e-mail is tried again (POST)."""
    retry_message(message_id=pk, actor=request.actor, at=now())
    tried = message_rows(request.actor).filter(pk=pk).first()
    done(request, _("发给 %(address)s 的邮件将重新发送") % {"address": tried.shown_address if tried else ""})
    return go(request, reverse("notices:message", args=[pk]))
