"""One PostgreSQL data directory: make it, configure it, start and stop its server, and see whether it lives."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from danshu.host.account import Account
from danshu.host.errors import HostError

START_TIMEOUT = 600  # seconds: crash recovery of a large cluster takes minutes
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
CONFIGURATION = "danshu.conf"


@dataclass
class Cluster:
    """A data directory with the programs and the account that run it."""

    data: Path
    bindir: Path
    account: Account
    app: str

    def exists(self) -> bool:
        """True once initdb has finished here."""
        return (self.data / "PG_VERSION").exists() and (self.data / CONFIGURATION).exists()

    def initialise(self, password: str) -> None:
        """Make the cluster with checksums, password sign-in and code-point order, the same on every system."""
        for leftover in self.data.iterdir():  # an initdb that was killed
            subprocess.run(["rm", "-rf", "--", str(leftover)], check=True)
        with tempfile.NamedTemporaryFile("w") as secret:  # 0600; the account must read it once
            secret.write(password + "\n")
            secret.flush()
            self.account.own(Path(secret.name))
            locale = ["--locale=C.UTF-8"]
            if self._version() >= 17:
                locale.append("--locale-provider=builtin")
            self._tool("initdb", "-D", self.data, "-U", self.app, "-E", "UTF8", "-A", "scram-sha-256",
                       "--pwfile", secret.name, "--data-checksums", *locale)  # fmt: skip
        with open(self.data / "postgresql.conf", "a") as stream:
            stream.write(f"\ninclude_if_exists = '{CONFIGURATION}'\n")
        self.configure({})

    def configure(self, settings: dict[str, str]) -> None:
        """Write our settings; they hold from the next start on."""
        settings = {
            **settings,
            "unix_socket_directories": str(self._socket_directory()),
            "unix_socket_permissions": "0700",
        }
        path = self.data / CONFIGURATION
        path.write_text("".join(f"{key} = '{value}'\n" for key, value in settings.items()))
        self.account.own(path)

    def is_durable(self) -> bool:
        """True unless the settings in force since the last start switch fsync off."""
        return "fsync = 'off'" not in (self.data / CONFIGURATION).read_text()

    def start(self, patience: float = 30) -> None:
        """Start the server and wait until it answers; HostError carries the end of its log.

        After a kill the old server's helpers may live for some seconds and hold its memory: tried until they are gone.
        """
        self._bury_zombie()
        end = time.monotonic() + patience
        while True:
            log = self.data / "startup.log"
            log.unlink(missing_ok=True)
            try:
                self._tool("pg_ctl", "start", "-w", "-t", START_TIMEOUT, "-l", log, "-D", self.data)
                return
            except HostError as error:
                if "shared memory" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.3)

    def stop(self) -> None:
        """Stop the server: running statements are cancelled, everything committed is kept."""
        self._tool("pg_ctl", "stop", "-m", "fast", "-w", "-t", "120", "-D", self.data)

    def answering(self) -> bool:
        """True if a server lives here, also while it still recovers."""
        lines = self._pidfile()
        if len(lines) < 5:
            return False
        done = subprocess.run([self.bindir / "pg_isready", "-q", "-h", lines[4], "-p", lines[3]])
        return done.returncode in (0, 1)

    def endpoint(self) -> dict[str, str]:
        """Return host (socket directory) and port of the running server."""
        lines = self._pidfile()
        if len(lines) < 5:
            raise HostError(f"no server is running in {self.data}")
        return {"host": lines[4], "port": lines[3]}

    def alive(self) -> bool:
        """True if the server process exists; cheaper than `answering`, for looking every second."""
        pid = self.pid()
        return pid is not None and process_alive(pid)

    def pid(self) -> int | None:
        """Return the process id of the server, or None."""
        lines = self._pidfile()
        return int(lines[0]) if lines else None

    # ---- parts --------------------------------------------------------------------------------------------------
    def _version(self) -> int:
        return int("".join(filter(str.isdigit, self.data.name)))

    def _tool(self, name: str, *arguments: object) -> str:
        command = [str(self.bindir / name), *map(str, arguments)]
        with tempfile.TemporaryFile("w+") as output:  # not a pipe: the server would keep it open
            done = subprocess.run(command, cwd="/", env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output,
                                  stderr=subprocess.STDOUT, timeout=START_TIMEOUT + 60,
                                  **self.account.spawn)  # fmt: skip
            output.seek(0)
            text = output.read()
        if done.returncode:
            with contextlib.suppress(OSError):
                log = (self.data / "startup.log").read_text(errors="replace")
                text += "\n".join(log.splitlines()[-15:])
            raise HostError(f"{name} failed:\n{text}")
        return text

    def _socket_directory(self) -> Path:
        """A private directory with a short name: the whole socket path must stay below 108 bytes."""
        tag = hashlib.sha256(str(self.data).encode()).hexdigest()[:10]
        if os.geteuid() == 0:
            base = Path("/run")
        else:
            base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
        directory = base / f"{self.app}-pg-{tag}"
        directory.mkdir(mode=0o700, exist_ok=True)
        self.account.own(directory)
        owner = os.geteuid() if self.account.uid is None else self.account.uid
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise HostError(f"{directory} is not a private directory of ours")
        return directory

    def _pidfile(self) -> list[str]:
        with contextlib.suppress(OSError):
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        return []

    def _bury_zombie(self, patience: float = 20) -> None:
        """Remove the pid file of a killed server that nobody reaps.

        PostgreSQL asks whether the process in the file exists, and a zombie does. It stays one until process 1
        reaps it, which never happens in a container whose process 1 is an application.
        """
        end = time.monotonic() + patience
        while self._is_zombie() and time.monotonic() < end:
            time.sleep(0.1)
        if self._is_zombie():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _is_zombie(self) -> bool:
        pid = self.pid()
        return pid is not None and _state(pid) == "Z"


def process_alive(pid: int) -> bool:
    """True if a process with this id exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _state(pid) != "Z"


def _state(pid: int) -> str:
    """The kernel's letter for the state of a process; empty where there is no /proc."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""
