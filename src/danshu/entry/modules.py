"""Which modules make up Danshu, from the top floor down.

The order is the order of the floors: a template or a translation of an upper module wins over one of a lower module.
A module appears here with its first requirement.
"""

MODULES = [
    "entry",
    "reporting",
    "workbench",
    "integrations",
    "billing",
    "fulfilment",
    "amendments",
    "pool",
    "sales",
    "pricing",
    "inventory",
    "activities",
    "catalog",
    "parties",
    "ledger",
    "recycling",
    "housekeeping",
    "holds",
    "validation",
    "announcements",
    "custom_fields",
    "numbering",
    "calendar",
    "dictionaries",
    "parameters",
    "printing",
    "exchange",
    "files",
    "notices",
    "saved_views",
    "audit",
    "outbox",
    "access",
    "identity",
    "ui",
    "kit",
]
