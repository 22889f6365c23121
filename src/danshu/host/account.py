"""PostgreSQL refuses to run as root: find or make the account it runs as, and know what that account can reach."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from danshu.host.errors import HostError


@dataclass(frozen=True)
class Account:
    """Who runs the server. `uid` None: the current user, nothing to switch."""

    uid: int | None = None
    gid: int | None = None

    @property
    def spawn(self) -> dict[str, Any]:
        """Arguments for subprocess that switch to this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, *command: str | Path) -> bool:
        """True if the account can run the command successfully."""
        try:
            done = subprocess.run([str(part) for part in command], cwd="/", capture_output=True, **self.spawn)
        except OSError:
            return False
        return done.returncode == 0

    def own(self, path: Path) -> None:
        """Give the path to the account (nothing to do for the current user)."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def service_account(app: str) -> Account:
    """Return the account for the server: the current user, or for root the system account `<app>-pg`, made if missing.

    Refused with HostError when the account cannot be made (no useradd on the machine).
    """
    if os.geteuid() != 0:
        return Account()
    name = f"{app}-pg"
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        entry = _create(name)
    return Account(entry.pw_uid, entry.pw_gid)


def _create(name: str) -> pwd.struct_passwd:
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        done = subprocess.run(
            ["useradd", *options, "--shell", "/usr/sbin/nologin", name], capture_output=True, text=True
        )
    except FileNotFoundError:
        raise HostError(
            f"PostgreSQL cannot run as root and there is no useradd to make the account {name}: "
            "start Danshu as an ordinary user, or set DATABASE_URL"
        ) from None
    try:
        return pwd.getpwnam(name)  # also when somebody else made it meanwhile
    except KeyError:
        raise HostError(f"could not make the account {name}: {done.stderr.strip()}") from None
