"""The pool on the workbench (RPT-001): what one is about to lose, and what lies open."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.figures import Figure, Window, figures
from danshu.kit.words import counter_word
from danshu.pool.permissions import RELEASE
from danshu.pool.queries import falls_soon

NOUN = counter_word("customers", "家")


@figures(RELEASE, order=45)
def pool_figures(actor: Actor, window: Window, before: Window) -> Sequence[Figure]:
    """One's own customers that one was warned of; nothing for who owns none."""
    count = falls_soon(actor).count() if actor.user_id else 0
    if not count:
        return []
    url = f"{reverse('pool:preview')}?tab=mine"
    return [Figure(key="pool.falling", label=_("即将回到公海"), value=count, unit=NOUN, url=url)]
