"""Units that may have a calendar of their own."""

from __future__ import annotations

from danshu.calendar.errors import UnitUnknown
from danshu.identity.queries import unit_choices


def require_unit(unit_id: int | None) -> None:
    """Raise UnitUnknown unless it is None (the company) or a valid unit."""
    if unit_id is not None and str(unit_id) not in {pk for pk, _label in unit_choices()}:
        raise UnitUnknown(field="unit")
