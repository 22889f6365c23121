"""Business rules of orders; importing the package registers them."""

from danshu.sales.rules import entry, review
from danshu.sales.rules.registry import (
    AMEND,
    APPROVE,
    RULES,
    SUBMIT,
    OrderFacts,
    evaluate,
    in_each_language,
    order_rule,
)

__all__ = [
    "AMEND",
    "APPROVE",
    "RULES",
    "SUBMIT",
    "OrderFacts",
    "entry",
    "evaluate",
    "in_each_language",
    "order_rule",
    "review",
]
