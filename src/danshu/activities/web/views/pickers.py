"""Endpoints of picker fields (COM-007)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.activities.people import possible_people
from danshu.activities.permissions import EDIT_PLANS, RECORD_CONTACT
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.picker import Option, options


def _people(request: ActorRequest, permission: str) -> HttpResponse:
    def option(person: Any) -> Option:
        return Option(key=person.pk, text=person.full_name, note=person.unit.name if person.unit else "")

    return options(
        request,
        lambda text: possible_people(text, permission=permission, actor=request.actor, at=now()),
        option,
        title=_("选择负责人"),
    )


@allowed_to(RECORD_CONTACT)
def people(request: ActorRequest) -> HttpResponse:
    """Who may be named in a communication."""
    return _people(request, RECORD_CONTACT)


@allowed_to(EDIT_PLANS)
def plan_people(request: ActorRequest) -> HttpResponse:
    """Who may be given a plan."""
    return _people(request, EDIT_PLANS)
