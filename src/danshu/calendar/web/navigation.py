"""The menu entry."""

from django.utils.translation import gettext_lazy as _

from danshu.calendar.permissions import CONFIGURE
from danshu.calendar.queries import missing_year
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.navigation import entry


def reminder(actor: Actor) -> int:
    """One from November on while the next year is missing."""
    return 1 if missing_year(business_date(now())) else 0


entry(
    "system",
    _("工作日历"),
    "calendar:month",
    permission=CONFIGURE,
    icon="calendar",
    order=55,
    count=reminder,
    moving=True,
)
