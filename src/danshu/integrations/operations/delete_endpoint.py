"""Remove a receiver."""

from __future__ import annotations

from datetime import datetime

from danshu.integrations.models import Endpoint
from danshu.integrations.permissions import CONFIGURE
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation(
    "integrations.delete_endpoint", permission=CONFIGURE, label=("删除对外通知", "Delete an outgoing notification")
)
def delete_endpoint(*, endpoint_id: int, actor: Actor, at: datetime) -> None:
    """The receiver with everything that waits for it; the events themselves stay. Raises NotFound."""
    row = lock(Endpoint.objects.filter(pk=endpoint_id)).first()
    if row is None:
        raise NotFound()
    changes = {"name": (row.name, None), "host": (row.host, None)}
    current_context().changed("integrations.endpoint", row.pk, label=row.name, changes=changes)
    row.delete()
