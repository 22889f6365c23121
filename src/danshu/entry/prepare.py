"""Bring database and files to the state of the code: `python -m danshu.entry.prepare ROLE`, as the tables' owner.

Each step can be repeated: a start that was killed in the middle simply runs them again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import psycopg

from danshu.entry.progress import Progress

LOCK = 0x64616E70  # one preparation at a time, also from several hosts


def report(text: str, begun: float) -> None:
    """Print one line of progress with its duration in seconds."""
    print(f"  {text:<34}{time.monotonic() - begun:6.1f} s", flush=True)


def _step(text: str, action: Callable[[], object]) -> None:
    begun = time.monotonic()
    action()
    report(text, begun)


def prepare(role: str) -> None:
    """Compile translations, migrate, load divisions, grant, collect static files; each prints a line."""
    from django.core.management import call_command

    from danshu.entry import grants, migrating, translations
    from danshu.kit.clock import now
    from danshu.regions.delivered import deliver

    _step("translations compiled", translations.compile_all)
    progress = Progress("database: step")

    def tables() -> None:
        migrating.migrate(progress)
        progress.close()

    _step("database migrated", tables)
    _step("administrative divisions loaded", lambda: deliver(at=now()))
    _step("rights of the runtime role set", lambda: grants.apply(role))
    _step("static files collected", lambda: call_command("collectstatic", verbosity=0, interactive=False))


def main() -> None:
    """Prepare under a lock held by a connection of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danshu.entry.settings")
    import django

    begun = time.monotonic()
    django.setup()
    report("program loaded", begun)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        prepare(sys.argv[1] if len(sys.argv) > 1 else "")


if __name__ == "__main__":
    main()
