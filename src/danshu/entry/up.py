"""`danshu up`: the whole product with one command, until Ctrl-C."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

import psycopg

from danshu.entry.prepare import report
from danshu.host import dsn, stamps
from danshu.host import home as homes
from danshu.host.children import Child, wait_until
from danshu.host.database import Database, open_database
from danshu.host.errors import HostError
from danshu.host.healing import Healing
from danshu.host.steps import Stopped, heed_stop_signals, run_step
from danshu.host.supervisor import Supervisor

PACKAGE = Path(__file__).resolve().parent.parent
DEMO = PACKAGE / "entry" / "management" / "commands" / "demo.py"
BUILT_HERE = (".mo", ".pyc")
READY_WITHIN = 90.0  # seconds
PORT_WITHIN = 22.0  # seconds until a killed predecessor's last requests are over
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
LOG_SIZE = 20_000_000  # bytes, then the old log is put aside


class Start:
    """One run of the product in one data folder."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.home = homes.prepare(homes.locate())
        self.bind = os.environ.get("DANSHU_BIND", "127.0.0.1")
        self.port = int(os.environ.get("DANSHU_PORT", "8000"))
        self.running = self.home / "running"

    @property
    def address(self) -> str:
        """Where a person on this machine finds it."""
        host = "127.0.0.1" if self.bind in EVERYWHERE else self.bind
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def run(self) -> int:
        """Start everything, stay until a stop signal, stop everything; return the exit code."""
        with self._only_one():
            self._free_port()
            begun = time.monotonic()
            database = open_database(self.home)
            report("database running", begun)
            try:
                heed_stop_signals()
                self._prepare(database)
                self.running.write_text(f"{os.getpid()}\n")
                self._serve(database)
            except Stopped:
                say("stopped before everything was up; the next start goes on from here")
            finally:
                begun = time.monotonic()
                database.close()
                self.running.unlink(missing_ok=True)
        say(f"stopped, nothing is running any more ({time.monotonic() - begun:.1f} s)")
        return 0

    # ---- before -------------------------------------------------------------------------------------------------
    def _only_one(self) -> IO[str]:
        lock = open(self.home / "up.lock", "a")  # noqa: SIM115 - held as long as we run
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise HostError(f"Danshu is already running with the data in {self.home}") from None
        return lock

    def _free_port(self) -> None:
        patience = PORT_WITHIN if self.running.exists() else 0.0
        if not wait_until(self._can_bind, patience, step=0.1):
            raise HostError(f"port {self.port} on {self.bind} is in use: choose another one with DANSHU_PORT")

    def _can_bind(self) -> bool:
        family = socket.AF_INET6 if ":" in self.bind else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.bind, self.port))
            except OSError:
                return False
        return True

    def _prepare(self, database: Database) -> None:
        """Migrate and so on when code or database changed; demo data when the database was empty."""
        if database.warning:
            say(f"note: {database.warning}")
        stamp, pending = self.home / "prepared", self.home / "demo-pending"
        before = database.state()
        if not before and os.environ.get("DANSHU_DEMO") != "0":
            pending.touch()
        fresh = not before and database.server is not None
        code = stamps.fingerprint(self._code())
        if database.role_made or not before or not stamps.fresh(stamp, f"{code} {before}"):
            self._subprocess(_unhurried(database.owner, fresh), "danshu.entry.prepare", database.runtime_role)
            _settle(database, fresh)
            stamps.keep(stamp, f"{code} {database.state()}")
        if pending.exists() and DEMO.exists():
            begun = time.monotonic()
            say("  building demo data ...")
            self._subprocess(_unhurried(database.runtime, fresh), "danshu.entry.manage", "demo", "--if-empty")
            _settle(database, fresh)
            pending.unlink()
            report("demo data built", begun)

    def _code(self) -> list[Path]:
        found = stamps.files(PACKAGE, skipped={"__pycache__", "tests"})
        return [path for path in found if not path.name.endswith(BUILT_HERE)]

    def _subprocess(self, address: str, module: str, *arguments: str) -> None:
        environment = self._environment(address, "command")
        if run_step([sys.executable, "-m", module, *arguments], environment):
            raise HostError(f"{module.rpartition('.')[2]} failed, see above; the next start goes on from here")

    def _environment(self, address: str, process: str) -> dict[str, str]:
        extra = {"DATABASE_URL": address, "DANSHU_PROCESS": process, "DANSHU_HOME": str(self.home)}
        python = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}  # empty: compiled files save seconds
        return {**os.environ, **python, **extra, "DJANGO_SETTINGS_MODULE": "danshu.entry.settings"}

    # ---- while --------------------------------------------------------------------------------------------------
    def _serve(self, database: Database) -> None:
        begun = time.monotonic()
        python = [sys.executable, "-m"]
        worker = [*python, "danshu.entry.manage", "procrastinate", "--skip-checks", "worker", "--concurrency", "2",
                  "--shutdown-graceful-timeout", "15"]  # fmt: skip
        children = [
            Child("web", [*python, "danshu.entry.serve"], self._environment(database.runtime, "web"), self._log("web")),
            Child("worker", worker, self._environment(database.runtime, "worker"), self._log("worker")),
        ]
        heal = Healing(database.server, say=say) if database.server is not None else None
        supervisor = Supervisor(children, heal=heal or _nothing, say=say)
        supervisor.start()
        try:
            if supervisor.wait_ready(self._ready, READY_WITHIN):
                report("web and worker running", begun)
                self._greet()
            elif not supervisor.stopping:
                say(f"not everything works yet: see {self.address}/healthz and {self.home / 'log'}")
            supervisor.run()
        finally:
            supervisor.stop()

    def _ready(self) -> bool:
        return health(self.address).get("status") == "ok"

    def _log(self, name: str) -> Path | None:
        if os.environ.get("DANSHU_LOG") == "stderr":
            return None
        folder = self.home / "log"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_SIZE:
            path.replace(path.with_suffix(".log.1"))
        return path

    def _greet(self) -> None:
        say(f"\nDanshu is ready at {self.address}  ({time.monotonic() - self.begun:.1f} s)")
        note, shown = self.home / "first-sign-in.txt", self.home / "first-sign-in.shown"
        if note.exists() and not shown.exists():
            say(f"\n{note.read_text(encoding='utf-8').rstrip()}\n\n(shown once; kept in {note}, delete it when read)")
            shown.touch()
        elif note.exists():  # where, never what: a terminal's scrollback is read by others
            say(f"\nfirst sign-in: user names and passwords are in {note}; delete it when read")
        say("Ctrl-C stops it.\n")


def _unhurried(address: str, fresh: bool) -> str:
    """The address; in a brand-new embedded server no step waits for the disk, `_settle` does once."""
    return dsn.changed(address, options="-c synchronous_commit=off") if fresh else address


def _settle(database: Database, fresh: bool) -> None:
    """Everything written so far lies on the disk before a stamp says so: a crash earlier only repeats the step."""
    if fresh:
        with psycopg.connect(database.owner, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


def health(address: str) -> dict[str, Any]:
    """Return the body of /healthz, empty when nothing answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy has no business here
    try:
        with opener.open(f"{address}/healthz", timeout=5) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    except OSError:
        return {}
    try:
        return dict(json.loads(body))
    except ValueError:
        return {}


def _nothing() -> None:
    """A database of somebody else is not ours to start."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe; a full disk behind it is no reason to end."""
    with contextlib.suppress(OSError):
        print(text, flush=True)
