"""Arrange the figures of one's own workbench."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import Forbidden
from danshu.kit.operation import operation
from danshu.workbench.models import Arrangement

MOST = 40
LONGEST = 60


@operation("workbench.arrange_workbench", permission=SIGNED_IN, label=("调整工作台", "Arrange the workbench"))
def arrange_workbench(*, shown: Sequence[str], hidden: Sequence[str], actor: Actor, at: datetime) -> Arrangement:
    """Keep the order of the shown figures and which ones are hidden (RPT-001). Raises Forbidden for who is no person."""
    if actor.user_id is None:
        raise Forbidden(function="workbench.arrange_workbench")
    keys = [[key[:LONGEST] for key in dict.fromkeys(found)][:MOST] for found in (shown, hidden)]
    values = {"shown": keys[0], "hidden": [key for key in keys[1] if key not in keys[0]], "updated_at": at}
    row, _made = Arrangement.objects.update_or_create(user_id=actor.user_id, defaults=values)
    changes = {"shown": (None, row.shown), "hidden": (None, row.hidden)}
    current_context().changed("workbench.arrangement", actor.user_id, label=actor.name, changes=changes)
    return row
