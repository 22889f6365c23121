"""Install the browser packages and build the bundle; each step is skipped when nothing it depends on changed.

python -m danshu.host.assets [--force]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from danshu.host import programs, stamps
from danshu.host.errors import HostError

BUILD = Path("frontend", "build.mjs")
OUTPUT = Path("src", "danshu", "ui", "static", "dist")


def install_packages(root: Path, *, force: bool = False) -> bool:
    """Run `npm ci` when package-lock.json is newer than what is installed; return True if it ran."""
    stamp = root / "node_modules" / ".danshu-lock"
    value = stamps.digest([root / "package-lock.json"])
    if not force and stamps.fresh(stamp, value):
        return False
    _run([*programs.npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], root)
    stamps.keep(stamp, value)
    return True


def build(root: Path, *, force: bool = False) -> bool:
    """Build scripts, styles and icons into the package's static files; return True if it ran.

    Templates and Python files count as sources because icons are collected from them.
    """
    stamp = root / OUTPUT / ".danshu-built"
    sources = stamps.files(root / "frontend", root / "package-lock.json")
    users = stamps.files(root / "src", suffixes=(".html", ".py"))
    value = stamps.fingerprint([*sources, *users])
    if not force and stamps.fresh(stamp, value):
        return False
    _run([*programs.node(), str(BUILD)], root)
    stamps.keep(stamp, value)
    return True


def _run(command: list[str], root: Path) -> None:
    done = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise HostError(f"{' '.join(command[-3:])} failed:\n{done.stdout}{done.stderr}")
    if os.environ.get("DANSHU_VERBOSE"):
        print(done.stdout)


def main() -> None:
    """Install and build, saying what was done and how long it took."""
    root = programs.checkout()
    if root is None:
        return
    force = "--force" in sys.argv
    for text, step in (("browser packages installed", install_packages), ("scripts and styles built", build)):
        begun = time.monotonic()
        if step(root, force=force):
            print(f"  {text:<34}{time.monotonic() - begun:6.1f} s", flush=True)


if __name__ == "__main__":
    try:
        main()
    except HostError as error:
        sys.exit(f"danshu: {error}")
