"""Business rules of orders; importing the package registers them."""

from danshu.sales.rules import entry, review
from danshu.sales.rules.registry import APPROVE, RULES, SUBMIT, OrderFacts, evaluate, order_rule

__all__ = ["APPROVE", "RULES", "SUBMIT", "OrderFacts", "entry", "evaluate", "order_rule", "review"]
