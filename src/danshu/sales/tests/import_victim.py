"""A process to be killed: runs the job of an import (python -m danshu.sales.tests.import_victim run 7)."""

from __future__ import annotations

import sys

import django


def main() -> None:
    """Run one job."""
    django.setup()
    from danshu.exchange.engine import running
    from danshu.kit.actor import Actor

    act, batch_id = sys.argv[1], int(sys.argv[2])
    {"run": running.run, "undo": running.undo}[act](batch_id, Actor.system())


if __name__ == "__main__":
    main()
