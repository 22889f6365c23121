"""Reading segments and their members (CUS-012)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.segments.models import Member, Segment
from danshu.segments.permissions import CONFIGURE, VIEW


def segment_rows() -> QuerySet[Segment]:
    """All segments: what they ask for is no secret, who is in them has a scope."""
    return Segment.objects.all()


def segments_shown_to(actor: Actor) -> QuerySet[Any]:
    """All segments; seen_count: how many of their customers exist for the actor (INV-Z1), for who lays segments down all."""
    rows = segment_rows()
    if actor.can(CONFIGURE) or actor.scope(VIEW).everything:
        return rows.annotate(seen_count=F("member_count"))
    members = Member.objects.visible_to(actor, VIEW).filter(segment=OuterRef("pk"))
    numbers = members.order_by().values("segment").annotate(n=Count("pk")).values("n")
    return rows.annotate(seen_count=Coalesce(Subquery(numbers, output_field=IntegerField()), 0))


def segment_shown_to(actor: Actor, pk: int) -> Any:
    """One of them. Raises NotFound."""
    found = segments_shown_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def segment_by_id(pk: int) -> Segment:
    """One segment. Raises NotFound."""
    found = Segment.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def segment_choices(*, static_only: bool = False) -> list[tuple[int, str]]:
    """(key, name) of all segments by name, for choice."""
    rows = Segment.objects.filter(is_dynamic=False) if static_only else Segment.objects.all()
    return list(rows.order_by("name").values_list("pk", "name"))


def members_of(segment_ids: Sequence[int]) -> QuerySet[Any]:
    """The keys of the customers in any of these segments, as a part of another statement."""
    return Member.objects.filter(segment_id__in=segment_ids).order_by().values("customer_id")


def member_rows(actor: Actor) -> QuerySet[Any]:
    """Members whose customers exist for the actor, with what a line shows of them."""
    rows = Member.objects.visible_to(actor, VIEW).select_related("segment", "customer__level", "customer__category")
    return rows.annotate(
        customer_name=F("customer__name"), customer_number=F("customer__number"),
        owner_name=F("customer__owner__full_name"), province=F("customer__province"), city=F("customer__city"),
    )  # fmt: skip


def segments_of(actor: Actor, customer_id: int) -> list[tuple[int, str, bool]]:
    """(key, name, dynamic) of the segments a customer is in that the actor sees."""
    if not actor.can(VIEW):
        return []
    rows = Member.objects.filter(customer_id=customer_id).order_by("segment__name")
    return list(rows.values_list("segment_id", "segment__name", "segment__is_dynamic"))
