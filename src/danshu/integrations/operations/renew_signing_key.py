"""Give a webhook another signing key."""

from __future__ import annotations

from datetime import datetime

from danshu.integrations.models import Endpoint
from danshu.integrations.permissions import CONFIGURE
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("integrations.renew_signing_key", permission=CONFIGURE, label=("更换签名密钥", "Renew a signing key"))
def renew_signing_key(*, endpoint_id: int, actor: Actor, at: datetime) -> Endpoint:
    """What is sent from now on is signed with another key; the receiver has to know it. Raises NotFound."""
    row = lock(Endpoint.objects.filter(pk=endpoint_id)).first()
    if row is None:
        raise NotFound()
    before, row.generation = row.generation, row.generation + 1
    row.save(update_fields=["generation", *touch(row, actor=actor, at=at)])
    changes = {"generation": (before, row.generation)}
    current_context().changed("integrations.endpoint", row.pk, label=row.name, changes=changes)
    return row
