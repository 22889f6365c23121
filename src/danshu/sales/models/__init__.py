"""Orders, their lines and what is recorded while they are handled."""

from danshu.sales.models.assigning import AssignmentRule
from danshu.sales.models.desk import OrderReturn, ReviewClaim
from danshu.sales.models.handling import NOTE_CHANNELS, FindingOverride, OrderException, OrderNote, Supervision
from danshu.sales.models.line import OrderLine
from danshu.sales.models.order import OPEN_AMOUNT, Order
from danshu.sales.models.sending import Sending
from danshu.sales.models.special import SpecialApproval

__all__ = [
    "NOTE_CHANNELS",
    "OPEN_AMOUNT",
    "AssignmentRule",
    "FindingOverride",
    "Order",
    "OrderException",
    "OrderLine",
    "OrderNote",
    "OrderReturn",
    "ReviewClaim",
    "Sending",
    "SpecialApproval",
    "Supervision",
]  # fmt: skip
