"""Merging in the list of orders, pasted orders at its head."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.composing.permissions import COMPOSE, READ_TEXT
from danshu.kit.actor import Actor
from danshu.kit.words import with_count
from danshu.sales.web.lists import add_batch, add_head_actions
from danshu.ui.detail import Action
from danshu.ui.lists import BatchAction
from danshu.ui.lists.spec import BatchContext


def _not_here(order: object, context: BatchContext) -> object:
    """Merging has a page of its own, on which the consequences stand."""
    raise NotImplementedError


add_batch(
    BatchAction(key="merge", label=_("合并订单"), permission=COMPOSE, icon="git-merge", page="composing:merge",
                done=with_count("已合并 %(count)s 单"), run=_not_here)
)  # fmt: skip


@add_head_actions
def paste_action(actor: Actor) -> Iterator[Action]:
    """Where somebody enters orders he may also paste one."""
    if actor.can(READ_TEXT):
        yield Action(label=_("粘贴订单文字"), url=reverse("composing:paste"), icon="clipboard-text", tone="quiet")
