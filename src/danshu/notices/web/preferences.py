"""Which notices reach a person, and how (COL-008)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.identity.queries import own
from danshu.kit.clock import now
from danshu.kit.versions import fingerprint
from danshu.kit.web import ActorRequest, signed_in
from danshu.notices.kinds import KINDS, NoticeKind
from danshu.notices.models import NoticeChoice
from danshu.notices.operations.choose_notices import choose_notices, chosen_notices
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done

CENTRE, MAIL = "centre", "mail"


class PreferencesForm(Form):
    """Two boxes for each kind; they are drawn by the page."""


@signed_in
def preferences(request: ActorRequest) -> HttpResponse:
    """One's own choice: in the centre, by e-mail, for each kind; mandatory ones stay in the centre."""
    seen = fingerprint(chosen_notices(request.actor.user_id or 0))
    form, given = PreferencesForm(posted(request), initial={"version": seen}), posted(request)
    chosen = {row.kind: row for row in NoticeChoice.objects.filter(user_id=request.actor.user_id or 0)}

    def save() -> str:
        choices = {kind.code: _ticked(kind, given or QueryDict()) for kind in KINDS.values()}
        choose_notices.keyed(form.token)(choices=choices, version=form.seen_version, actor=request.actor, at=now())
        done(request, _("接收设置已保存，从现在起生效"))
        return reverse("notices:preferences")

    groups: dict[str, list[tuple[NoticeKind, bool, bool]]] = {}
    for kind in KINDS.values():
        groups.setdefault(str(kind.group), []).append((kind, *_shown(kind, chosen)))
    context: Mapping[str, Any] = {
        "groups": groups.items(), "address": own(request.actor).email, "breadcrumb": [(_("通知"), reverse("notices:list"))],
    }  # fmt: skip
    return form_page(
        request, form, save, template="notices/preferences.html", title=_("接收设置"), back_url=reverse("notices:list"),
        context=context,
    )  # fmt: skip


def _ticked(kind: NoticeKind, given: QueryDict) -> tuple[bool, bool]:
    return kind.is_mandatory or kind.code in given.getlist(CENTRE), kind.code in given.getlist(MAIL)


def _shown(kind: NoticeKind, chosen: Mapping[str, NoticeChoice]) -> tuple[bool, bool]:
    row = chosen.get(kind.code)
    return (kind.is_mandatory or row is None or row.in_centre), row is not None and row.by_mail
