"""Units that may have a calendar of their own."""

from __future__ import annotations

from django.db.models import Q

from danshu.calendar.errors import UnitUnknown
from danshu.identity.queries import unit_choices


def of_unit(unit_id: int | None) -> Q:
    """The rows of a unit, or of the company when it is None."""
    return Q(unit_id__isnull=True) if unit_id is None else Q(unit_id=unit_id)


def require_unit(unit_id: int | None) -> None:
    """Raise UnitUnknown unless it is None (the company) or a valid unit."""
    if unit_id is not None and str(unit_id) not in {pk for pk, _label in unit_choices()}:
        raise UnitUnknown(field="unit")
