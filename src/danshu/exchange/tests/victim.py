"""A process to be killed: runs the job of a toy batch (python -m danshu.exchange.tests.victim run 7)."""

from __future__ import annotations

import sys

import django


def main() -> None:
    """Run one job of the module."""
    django.setup()
    from danshu.exchange.engine import running
    from danshu.exchange.tests import toys

    toys.KINDS.setdefault(toys.ToyOrders.code, toys.ToyOrders())
    act, batch_id = sys.argv[1], int(sys.argv[2])
    {"check": running.check, "run": running.run, "undo": running.undo}[act](batch_id, toys.importer())


if __name__ == "__main__":
    main()
