"""Add a payment method (FIN-001)."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.billing.methods import MethodCodeTaken, MethodValues, require_sound_method
from danshu.billing.models import PaymentMethod
from danshu.billing.permissions import CONFIGURE_METHODS
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation

CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")


@operation(
    "billing.create_payment_method", permission=CONFIGURE_METHODS, label=("新建支付方式", "Create payment method")
)
def create_payment_method(*, code: str, values: MethodValues, actor: Actor, at: datetime) -> PaymentMethod:
    """Add a method. code: 2 to 30 of a-z, 0-9, "_", stays for ever because receipts carry it.

    Raises FieldErrors for each wrong entry, MethodCodeTaken.
    """
    if not CODE.fullmatch(code):
        text = _("编码应为 2 到 30 个小写字母、数字或下划线，以字母开头")
        raise FieldErrors([FieldProblem("code", "format", text)])
    require_sound_method(values)
    lock_slot("billing.method", code)
    if PaymentMethod.objects.filter(code=code).exists():
        raise MethodCodeTaken(value=code, field="code")
    method = PaymentMethod.objects.create(code=code, **values, created_at=at, updated_at=at, updated_by_name=actor.name)
    changes = {name: (None, value) for name, value in values.items() if value not in ("", [], None)}
    current_context().changed("billing.method", method.pk, label=method.name, changes=changes)
    return method
