"""Which views of a list somebody is offered."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from danshu.access.queries import role_codes
from danshu.kit.actor import Actor
from danshu.saved_views.models import Audience, SavedView
from danshu.saved_views.permissions import SHARE
from danshu.ui.ports import SavedView as Offered

# a person's own choice comes before his role's, the role's before the company's
NEARNESS = Case(
    When(audience=Audience.ME, then=Value(0)), When(audience=Audience.ROLE, then=Value(1)), default=Value(2),
    output_field=IntegerField(),
)  # fmt: skip


def offered_to(actor: Actor) -> QuerySet[SavedView]:
    """All views that somebody is offered, of whatever list: his own, his roles', everybody's."""
    return SavedView.objects.filter(
        Q(owner_id=actor.user_id or 0) | Q(audience=Audience.ALL) | Q(audience=Audience.ROLE, role__in=actor.roles)
    )


def views_for(actor: Actor, list_name: str) -> Sequence[Offered]:
    """The views of a list in the order in which they are shown; one statement."""
    rows = offered_to(actor).filter(list_name=list_name).order_by(NEARNESS, "pk")
    first = next((row for row in rows if row.opens_first and _meant_for(row, actor)), None)
    return [
        Offered(
            key=row.pk, label=row.label, query=row.query, columns=tuple(row.columns), opens_first=row is first,
            is_shared=row.audience != Audience.ME, may_edit=may_edit(row, actor),
        )
        for row in rows
    ]  # fmt: skip


def _meant_for(row: SavedView, actor: Actor) -> bool:
    """A view for a role that its owner does not hold is offered to him, but opens nothing for him."""
    return row.audience != Audience.ROLE or row.role in actor.roles


def view_rows(actor: Actor) -> QuerySet[SavedView]:
    """The views that somebody may change: his own, and with the right to share, all shared ones."""
    shared = ~Q(audience=Audience.ME) if actor.can(SHARE) else Q(pk__in=[])
    return SavedView.objects.filter(Q(owner_id=actor.user_id or 0) | shared).annotate(owner_name=F("owner__full_name"))


def may_edit(row: SavedView, actor: Actor) -> bool:
    """Own views, and shared ones for whoever may share."""
    return row.owner_id == actor.user_id or (row.audience != Audience.ME and actor.can(SHARE))


def audiences(actor: Actor) -> list[tuple[str, str]]:
    """(value, label) of everybody whom the actor may offer a view: himself, with the right to share also others."""
    own: list[tuple[str, str]] = [(Audience.ME, _("只有我"))]
    if not actor.can(SHARE):
        return own
    return [*own, (Audience.ALL, _("所有人")), *((f"{Audience.ROLE}:{code}", label) for code, label in role_codes())]


def audience_label(row: SavedView) -> str:
    """Who is offered a view, in the active language."""
    if row.audience == Audience.ROLE:
        return dict(role_codes()).get(row.role, row.role)
    return _("所有人") if row.audience == Audience.ALL else _("只有我")
