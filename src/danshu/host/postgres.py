"""Start, share and stop a private PostgreSQL server.

Any number of processes may `acquire()` the same folder: the first starts the server, the last to `release()` stops it.
Two kernel locks order them: `control` (exclusive, short) while something is decided, `lease` (shared, long) while
somebody uses the server. The kernel drops both when a process is killed, so nothing is left to clean up by hand.
"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from danshu.host import binaries, dsn
from danshu.host import home as homes
from danshu.host.account import Account, service_account
from danshu.host.cluster import START_TIMEOUT, Cluster
from danshu.host.errors import HostError

PLACE_FILE = "postgres-directory"


class EmbeddedPostgres:
    """One server for one data folder.

    `durable=False` trades safety for speed and is for tests only; a durable user refuses to share such a server.
    `port` opens TCP on 127.0.0.1 as well; by default there is only a private Unix socket.
    """

    def __init__(
        self, home: Path, *, app: str = "danshu", durable: bool = True, port: int | None = None, connections: int = 100
    ):
        self.home = Path(home).absolute()
        self.app = app
        self.durable = durable
        self.port = port
        self.connections = connections
        self._lease: IO[str] | None = None
        self._cluster: Cluster | None = None

    # ---- use ----------------------------------------------------------------------------------------------------
    def acquire(self) -> str:
        """Start the server or join the running one; return the owner's address (a URL).

        Refused with HostError when there are no programs, no usable account, or a running server is not durable.
        """
        homes.prepare(self.home)
        with self._control():
            cluster = self._prepare()
            if not cluster.exists():
                cluster.initialise(self._password())
            if cluster.answering():
                self._check_durability(cluster)
            else:
                cluster.configure(self._settings())
                cluster.start()
            self._lease = open(self.home / "lease", "a")  # noqa: SIM115 - held until release()
            fcntl.flock(self._lease, fcntl.LOCK_SH)
            self._ensure_database()
        return self.address()

    def release(self) -> bool:
        """Give up our share; whoever is last stops the server. Return True if that was us."""
        if self._lease is None or self._cluster is None:
            return False
        with self._control():
            try:
                fcntl.flock(self._lease, fcntl.LOCK_UN)
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if self._cluster.answering():
                    self._cluster.stop()
                return True
            except BlockingIOError:
                return False
            finally:
                self._lease.close()
                self._lease = None

    def heal(self) -> bool:
        """Start the server again if it was killed; return True if it was."""
        cluster = self._cluster
        if self._lease is None or cluster is None or cluster.alive():
            return False
        with self._control():
            if not cluster.answering():
                cluster.start()
        return True

    def address(self) -> str:
        """Return the owner's address of the running server."""
        if self._cluster is None:
            raise HostError("acquire the server first")
        return dsn.url({**self._cluster.endpoint(), "user": self.app, "password": self._password(), "dbname": self.app})

    @property
    def bindir(self) -> Path:
        """The folder with psql and pg_dump that fit this server."""
        return self._cluster.bindir if self._cluster else binaries.find()

    @property
    def data(self) -> Path:
        """The folder of the running cluster."""
        if self._cluster is None:
            raise HostError("acquire the server first")
        return self._cluster.data

    # ---- parts --------------------------------------------------------------------------------------------------
    @contextlib.contextmanager
    def _control(self) -> Iterator[None]:
        with open(self.home / "control", "a") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    def _password(self) -> str:
        return homes.secret(self.home, "database-password")

    def _prepare(self) -> Cluster:
        account = service_account(self.app)
        bindir = binaries.find()
        place = self._place(account)
        if not account.can(bindir / "postgres", "--version"):
            bindir = binaries.copy_for(place, bindir)
        # another major version never opens this directory
        data = place / f"pg{binaries.major(bindir)}"
        data.mkdir(mode=0o700, exist_ok=True)
        account.own(data)
        self._cluster = Cluster(data, bindir, account, self.app)
        return self._cluster

    def _place(self, account: Account) -> Path:
        """Where the cluster lives: below our folder, or below /var/lib when the server's account may not enter ours.

        The choice is written down once, because asking again after somebody changed a mode would "lose" the data.
        """
        note = self.home / PLACE_FILE
        if note.exists():
            return Path(note.read_text(encoding="utf-8").strip())
        place = self.home
        if account.uid is not None:
            self.home.chmod(self.home.stat().st_mode | 0o111)
            if not account.can("test", "-x", self.home):  # never open somebody's parent folders
                place = Path("/var/lib") / f"{self.app}-{self.home.stat().st_ino:x}"
                place.mkdir(mode=0o711, parents=True, exist_ok=True)
        homes.write_private(note, f"{place}\n")
        return place

    def _settings(self) -> dict[str, str]:
        settings = {
            "listen_addresses": "127.0.0.1" if self.port else "",
            "port": str(self.port or 5432),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": str(self.connections),
            "shared_buffers": "256MB",
            "jit": "off",
            "work_mem": "16MB",  # a search that finds a hundred thousand records keeps them apart
            "logging_collector": "on",
            "log_directory": "log",
            "log_filename": "postgresql-%a.log",
            "log_rotation_age": "1d",
            "log_truncate_on_rotation": "on",
            "password_encryption": "scram-sha-256",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"shared_buffers": "128MB", "autovacuum": "off"}
            # one look at all the small tables is split among helpers whose start takes ten times as long as the look
            settings |= {"max_parallel_workers_per_gather": "0"}
            settings |= {"deadlock_timeout": "100ms"}  # tests that provoke deadlocks need not wait a second for each
        return settings

    def _check_durability(self, cluster: Cluster) -> None:
        if self.durable and not cluster.is_durable():
            raise HostError(f"the server in {cluster.data} runs without fsync (a test server): stop it first")

    def _ensure_database(self) -> None:
        end = time.monotonic() + START_TIMEOUT
        target = dsn.changed(self.address(), dbname="postgres", connect_timeout=5)
        while True:
            try:
                with psycopg.connect(target, autocommit=True) as connection:
                    self._create_database(connection)
                return
            except psycopg.OperationalError:  # still recovering after a crash
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def _create_database(self, connection: psycopg.Connection[Any]) -> None:
        known = connection.execute("select 1 from pg_database where datname = %s", [self.app]).fetchone()
        if not known:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(self.app)))
