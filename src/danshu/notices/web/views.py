"""Pages of the bell."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.notices.operations.mark_read import mark_read
from danshu.notices.permissions import READ
from danshu.ui.messages import done
from danshu.ui.responses import go


@allowed_to(READ)
def read_all(request: ActorRequest) -> HttpResponse:
    """Everything is read (POST)."""
    if request.method == "POST":
        count = mark_read(actor=request.actor, at=now())
        done(request, _("%(count)s 条已设为已读") % {"count": count})
    return go(request, reverse("notices:list"))
