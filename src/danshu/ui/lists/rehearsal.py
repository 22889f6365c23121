"""Before a batch is confirmed: how many of the chosen records can pass, and which cannot and why (COM-004, ui.md 1).

The real action runs for all of them, one after the other as it will, and everything is rolled back. So two orders that
each find enough stock but not both together are told apart here, not only afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.ui.lists.batch import Refused, Selection, run_batch
from danshu.ui.lists.spec import BatchAction, ListSpec

MOST = 50  # records tried before the question: more would make people wait for it
SHOWN = 10


@dataclass(slots=True)
class Forecast:
    """What the action would do now: `can` are the records that pass, `cannot` tells of those that stay as they are."""

    can: list[Any]
    cannot: list[Refused]
    untried: list[Any]

    @property
    def meant(self) -> list[Any]:
        """The records that the question is about: those that pass, and those that nobody tried."""
        return self.can + self.untried

    @property
    def is_hopeless(self) -> bool:
        """True when every chosen record was tried and none passes."""
        return not self.meant


def rehearse(
    spec: ListSpec, action: BatchAction, selection: Selection, actor: Actor, request: HttpRequest
) -> Forecast | None:
    """Try the action on the first MOST of the chosen records and take everything back; None when the database was busy.

    A reason that is still to be given is taken as given.
    """
    tried = Selection(selection.records[:MOST], selection.missing, selection.everything)
    try:
        with transaction.atomic():
            result = run_batch(spec, action, tried, actor, request, reason=_("（尚未填写）"))
            transaction.set_rollback(True)
    except OperationalError:  # somebody works on the same records: the batch itself tells what becomes of each
        return None
    stopped = {each.record.pk for each in result.refused if each.record is not None}
    can = [record for record in tried.records if record.pk not in stopped]
    return Forecast(can, result.refused, selection.records[MOST:])
