"""What keeps a customer with his owner: modules register a condition, the pool asks them all (CUS-016).

    keeper("leads.opportunity", _("进行中的商机"), open_opportunities)   # open_opportunities("pk") -> Exists(...)

Orders are here; opportunities beyond their first stage and services that still run come through the same door.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.sales.keeping import running_orders, unpaid_orders

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Keeper:
    """A reason. holds(path): an Exists over the module's own rows, whose OuterRef names the customer of the outer row."""

    code: str
    label: Text
    holds: Callable[[str], Exists]


KEEPERS: dict[str, Keeper] = {}


def keeper(code: str, label: Text, holds: Callable[[str], Exists]) -> Keeper:
    """Register a reason. Raises ValueError for a code taken twice."""
    if code in KEEPERS:
        raise ValueError(f"keeper registered twice: {code}")
    KEEPERS[code] = made = Keeper(code, label, holds)
    return made


keeper("sales.running", _("进行中的订单"), running_orders)
keeper("sales.unpaid", _("未付清的订单"), unpaid_orders)
