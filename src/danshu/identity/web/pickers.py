"""Choosing people (人员开窗, COM-007)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.identity.models import User
from danshu.identity.queries import find_people
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, signed_in
from danshu.ui.picker import Option, options


@signed_in
def user_options(request: ActorRequest) -> HttpResponse:
    """All active accounts: for mail, files and tasks."""
    return options(request, find_people, _option, title=_("选择人员"))


@signed_in
def staff_options(request: ActorRequest) -> HttpResponse:
    """People who work in a unit, for everything else; ?unit= only those of one unit."""
    unit = request.GET.get("unit", "")
    unit_id = int(unit) if unit.isdecimal() and len(unit) < 10 else None
    return options(
        request,
        lambda text: find_people(text, assigned_on=now(), unit_id=unit_id),
        _option,
        title=_("选择人员"),
    )


def _option(user: User) -> Option:
    unit = user.unit.name if user.unit else ""
    return Option(
        key=user.pk, text=user.full_name, code=user.employee_number, note=" · ".join(filter(None, (unit, user.phone)))
    )
