"""Acts on one outgoing message that say first what they lead to (SYS-033)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.operation import Operation
from danshu.kit.web import ActorRequest, allowed_to
from danshu.notices.operations.discard_message import discard_message
from danshu.notices.operations.release_message import release_message
from danshu.notices.operations.send_again import send_again
from danshu.notices.permissions import RELEASE_MESSAGE, RETRY_MESSAGE
from danshu.notices.queries import message_rows
from danshu.notices.words import queued_text
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done

Text = str | Promise


@allowed_to(RETRY_MESSAGE)
def again(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then send a message once more that was sent."""
    effect = _("同样的内容再发到 %(address)s，对方会收到两封")
    words = (_("再发一封「%(subject)s」？"), effect, _("再发一封"), _("不再发"))
    return _confirmed(request, pk, send_again, words, queued_text, danger=False)


@allowed_to(RELEASE_MESSAGE)
def release(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then let a held message go."""
    effect = _("邮件马上发到 %(address)s，不能收回")
    words = (_("放行「%(subject)s」？"), effect, _("放行"), _("继续暂存"))
    return _confirmed(request, pk, release_message, words, queued_text, danger=False)


@allowed_to(RELEASE_MESSAGE)
def discard(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then give a message up."""
    words = (_("放弃「%(subject)s」？"), _("邮件不再发到 %(address)s，内容仍可查看"), _("放弃发送"), _("保留邮件"))
    return _confirmed(request, pk, discard_message, words, lambda _address: _("邮件已放弃"), danger=True)


def _confirmed(
    request: ActorRequest,
    pk: int,
    act: Operation[..., Any],
    words: tuple[Text, Text, Text, Text],
    said: Callable[[str], str],
    *,
    danger: bool,
) -> HttpResponse:
    """The dialog of one act: its question, effect and two buttons in words."""
    found = message_rows(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    back_url = reverse("notices:message", args=[pk])
    title, effect, do_label, keep_label = words

    def impact() -> Impact:
        act.dry_run(message_id=pk, actor=request.actor, at=now())
        text = str(effect) % {"address": found.shown_address}
        return Impact(
            title=str(title) % {"subject": found.subject}, effects=[Effect(act.code, text, "warn" if danger else "neutral")],
            do_label=do_label, keep_label=keep_label, reason="", danger=danger,
        )  # fmt: skip

    def run(_reason: str, key: str) -> str:
        act.keyed(key)(message_id=pk, actor=request.actor, at=now())
        done(request, said(found.shown_address))
        return back_url

    return confirm(request, impact=impact, act=run, back_url=back_url)
