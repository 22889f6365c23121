"""Reading announcements: what is shown to a person, what a publisher keeps, who has read (ACC-025)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from danshu.announcements.audience import addressed, addresses
from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.models import Announcement, Reading
from danshu.announcements.permissions import EDIT
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound

UNREAD = Q(read_at=None)
UNCONFIRMED = Q(must_confirm=True, confirmed_at=None)
AHEAD = timedelta(days=36_500)  # what stays on top stands as if published a century later


def shown_to(actor: Actor) -> QuerySet[Announcement]:
    """The announcements that a person sees today, with when he read and confirmed them; those on top first."""
    today = business_date(now())
    own = Reading.objects.filter(announcement_id=OuterRef("pk"), user_id=actor.user_id or 0, round=OuterRef("round"))
    rank = Case(
        When(is_top=True, then=ExpressionWrapper(F("published_at") + Value(AHEAD), output_field=DateTimeField())),
        default=F("published_at"),
    )
    live = Announcement.objects.filter(
        Q(to_date=None) | Q(to_date__gte=today), status=AnnouncementStatus.PUBLISHED, from_date__lte=today
    )
    columns: dict[str, Any] = {**_read_columns(own), "rank": rank}
    rows: QuerySet[Any] = live.filter(addresses(actor, today)).annotate(**columns)
    return rows.order_by("-rank", "-pk")


def _read_columns(own: QuerySet[Reading]) -> dict[str, Any]:
    return {name: Subquery(own.values(name)[:1]) for name in ("read_at", "confirmed_at")}


def shown(actor: Actor, pk: int) -> Announcement:
    """One announcement that a person sees today. Raises NotFound."""
    row = shown_to(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def unread(actor: Actor) -> QuerySet[Announcement]:
    """The announcements that a person has not read: the menu counts them together with what waits elsewhere."""
    return shown_to(actor).filter(UNREAD)


def unread_count(actor: Actor) -> int:
    """How many announcements a person has not read."""
    return unread(actor).count()


def to_confirm(actor: Actor) -> list[Announcement]:
    """What waits for a person's confirmation, the oldest first."""
    return list(shown_to(actor).filter(UNCONFIRMED).order_by("published_at", "pk"))


def kept_by(actor: Actor, permission: str = EDIT) -> QuerySet[Announcement]:
    """The announcements that a publisher keeps, in his data scope, with how many have read and confirmed them."""
    now_read = Q(readings__round=F("round"))
    columns: dict[str, Any] = {
        "read_count": Count("readings", filter=now_read),
        "confirmed_count": Count("readings", filter=now_read & Q(readings__confirmed_at__isnull=False)),
    }
    return Announcement.objects.visible_to(actor, permission).annotate(**columns)


def kept(actor: Actor, pk: int, permission: str = EDIT) -> Announcement:
    """One of them. Raises NotFound, also when out of scope."""
    row = kept_by(actor, permission).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def to_look_at(actor: Actor) -> QuerySet[Announcement]:
    """What a person may look at with its attachments: what addresses him, and what he keeps."""
    return Announcement.objects.filter(
        Q(pk__in=shown_to(actor).order_by().values("pk")) | Q(pk__in=kept_by(actor).order_by().values("pk"))
    )


def to_attach_to(actor: Actor) -> QuerySet[Announcement]:
    """What a person may add attachments to: what he keeps."""
    return Announcement.objects.filter(pk__in=kept_by(actor).order_by().values("pk"))


def readers(announcement: Announcement) -> QuerySet[Any]:
    """The people it addresses today, each with read_at, confirmed_at and state: unread, read or confirmed."""
    own = Reading.objects.filter(announcement=announcement, user_id=OuterRef("pk"), round=announcement.round)
    state = Case(
        When(Exists(own.filter(confirmed_at__isnull=False)), then=Value("confirmed")),
        When(Exists(own), then=Value("read")),
        default=Value("unread"),
        output_field=CharField(),
    )
    columns: dict[str, Any] = {**_read_columns(own), "state": state}
    people: QuerySet[Any] = addressed(announcement, business_date(now())).annotate(**columns)
    return people


def unit_names(announcement: Announcement) -> list[str]:
    """The names of the units it addresses."""
    return list(announcement.units.order_by("unit__code").values_list("unit__name", flat=True))
