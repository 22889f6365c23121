"""Declares the whole register of the specification, also for domains that read it only later."""

from danshu.parameters.register import company, mail, operations, people, trade

__all__ = ["company", "mail", "operations", "people", "trade"]
