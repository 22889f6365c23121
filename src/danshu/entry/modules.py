"""Which modules make up Danshu, from the top floor down.

The order is the order of the floors: a template or a translation of an upper module wins over one of a lower module.
A module appears here with its first requirement.
"""

MODULES = [
    "entry",
    "reporting",
    "workbench",
    "billing",
    "fulfilment",
    "sales",
    "pricing",
    "inventory",
    "catalog",
    "parties",
    "ledger",
    "holds",
    "numbering",
    "calendar",
    "dictionaries",
    "parameters",
    "printing",
    "exchange",
    "notices",
    "audit",
    "outbox",
    "access",
    "identity",
    "ui",
    "kit",
]
