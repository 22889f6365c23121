"""What the database refuses, in the words of orders."""

from __future__ import annotations

from django.utils.translation import gettext as _

from danshu.kit.constraints import explain
from danshu.kit.errors import FieldErrors, FieldProblem


def external_number_taken() -> FieldErrors:
    """The customer's number is on another order of his from the same channel (ORD-002)."""
    text = _("此客户在这个来源已有相同外部单号的订单")
    return FieldErrors([FieldProblem("external_number", "taken", text)])


explain("order_external_number", external_number_taken)
