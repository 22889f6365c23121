"""Orders, their lines and what is recorded while they are handled."""

from danshu.sales.models.handling import FindingOverride, OrderException, OrderNote, Supervision
from danshu.sales.models.line import OrderLine
from danshu.sales.models.order import Order

__all__ = ["FindingOverride", "Order", "OrderException", "OrderLine", "OrderNote", "Supervision"]
