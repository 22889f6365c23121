"""The web server's process: `python -m danshu.entry.serve`, started by `danshu up`.

The application is loaded before the workers are forked: they start at once, share its memory, and a worker that was
killed is back in a moment.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from danshu.host.children import die_with_parent

WORKERS = int(os.environ.get("DANSHU_WEB_WORKERS", "2"))
THREADS = 4  # in each worker
# A page makes some ten thousand objects that go by themselves; searched after each seven hundred of them, as is the
# default, they cost a tenth of its time.
COLLECTED_AFTER = (50_000, 10, 50)


def _load(target: str) -> Any:
    """Run in each worker: it must not outlive the process that holds the port."""
    die_with_parent(signal.SIGKILL)
    from danshu.entry.wsgi import application

    threading.Thread(target=_warm_up, daemon=True).start()
    return application


def _warm_up() -> None:
    """Read what nobody needs in order to start, before the first search would wait for it."""
    from danshu.kit.search import pinyin_of

    pinyin_of("单枢")


def load() -> None:
    """Load the application and all its addresses once, for all workers, without the collector running meanwhile."""
    gc.disable()
    import_module("danshu.entry.wsgi")  # first: it sets Django up
    import_module("danshu.entry.urls")
    from django.db import connections

    connections.close_all()  # none should be open: two processes must never talk over one connection
    gc.freeze()  # what is loaded stays: workers neither scan nor copy it
    gc.set_threshold(*COLLECTED_AFTER)
    gc.enable()


def main() -> None:
    """Serve on DANSHU_BIND and DANSHU_PORT until SIGTERM; requests in flight are finished."""
    os.environ["DANSHU_PROCESS"] = "web"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danshu.entry.settings")
    load()
    server = Granian(
        "danshu.entry.wsgi:application",
        address=os.environ.get("DANSHU_BIND", "127.0.0.1"),
        port=int(os.environ.get("DANSHU_PORT", "8000")),
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=20,
        log_enabled=False,
    )
    server.serve(target_loader=_load)


if __name__ == "__main__":
    main()
