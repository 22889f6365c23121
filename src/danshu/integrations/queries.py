"""Receivers and what goes to them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from danshu.integrations.lifecycle import DispatchStatus
from danshu.integrations.models import Dispatch, Endpoint
from danshu.integrations.permissions import VIEW
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound


def endpoint_rows(actor: Actor) -> QuerySet[Endpoint]:
    """All receivers, for those who may see them."""
    rows = Endpoint.objects.annotate(
        waiting=Count("dispatches", filter=Q(dispatches__status=DispatchStatus.WAITING)),
        failed=Count("dispatches", filter=Q(dispatches__status=DispatchStatus.FAILED)),
    )
    return rows if actor.can(VIEW) else rows.none()


def endpoint_by_id(actor: Actor, pk: int) -> Endpoint:
    """One receiver. Raises NotFound."""
    row = Endpoint.objects.filter(pk=pk).first() if actor.can(VIEW) else None
    if row is None:
        raise NotFound()
    return row


def dispatch_rows(actor: Actor) -> QuerySet[Dispatch]:
    """Everything that goes out or went, newest first."""
    rows = Dispatch.objects.select_related("endpoint")
    return rows if actor.can(VIEW) else rows.none()


def failed(actor: Actor) -> QuerySet[Dispatch]:
    """Those that are parked."""
    return dispatch_rows(actor).filter(status=DispatchStatus.FAILED)
