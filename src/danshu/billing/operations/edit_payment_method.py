"""Change a payment method, or take it out of use (FIN-001)."""

from __future__ import annotations

from datetime import datetime

from danshu.billing.methods import MethodValues, require_sound_method
from danshu.billing.models import PaymentMethod
from danshu.billing.permissions import CONFIGURE_METHODS
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch


@operation("billing.edit_payment_method", permission=CONFIGURE_METHODS, label=("修改支付方式", "Edit payment method"))
def edit_payment_method(
    *, method_id: int, version: int | None, values: MethodValues, actor: Actor, at: datetime
) -> PaymentMethod:
    """Change some fields; an invalid method is offered to nobody, payments already begun with it are still credited.

    Raises NotFound, EditConflict, FieldErrors. Nothing is written when nothing differs.
    """
    method = lock(PaymentMethod.objects.filter(pk=method_id)).first()
    if method is None:
        raise NotFound()
    require_version(method, version)
    require_sound_method(_merged(method, values))
    changes = {name: (old, new) for name, new in values.items() if (old := getattr(method, name)) != new}
    if not changes:
        return method
    for name, (_old, new) in changes.items():
        setattr(method, name, new)
    method.save(update_fields=[*changes, *touch(method, actor=actor, at=at)])
    current_context().changed("billing.method", method.pk, label=method.name, changes=changes)
    return method


def _merged(method: PaymentMethod, values: MethodValues) -> MethodValues:
    stored: MethodValues = {
        "kind": method.kind, "name": method.name, "name_en": method.name_en, "channels": method.channels,
        "currencies": method.currencies, "customer_levels": method.customer_levels,
        "delivery_methods": method.delivery_methods, "instructions": method.instructions,
        "position": method.position, "is_valid": method.is_valid,
    }  # fmt: skip
    return {**stored, **values}
