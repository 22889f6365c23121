"""Set up this checkout with nothing but Python: `python3 scripts/setup.py [run|dev]`.

Makes .venv, installs the pinned packages (hashes checked, from whatever registry pip is configured for), installs
Danshu itself in place, fetches the browser packages and builds the bundle. Each step is skipped when its inputs did
not change. `dev` adds what tests and checks need.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ["tools.txt", "requirements.txt"], "dev": ["tools.txt", "requirements.txt", "dev.txt"]}


def main() -> int:
    """Bring the checkout to the wanted state; return the exit code."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    if sys.version_info < (3, 11):
        return fail("Danshu needs Python 3.11 or newer")
    begun = time.monotonic()
    try:
        if VENV.is_symlink() and not VENV.exists():
            VENV.unlink()  # a link to somebody's environment that is not here
        if not PYTHON.exists():
            step("environment made", make_environment)
        installed = [once(lock, lambda lock=lock: install(lock)) for lock in LOCKS[wanted]]
        once("pyproject.toml", install_danshu, "tools.txt", "requirements.in")
        compiling = start_compiling() if any(installed) else None
        code = subprocess.run([str(PYTHON), "-m", "danshu.host.assets"], cwd=ROOT).returncode
        if compiling is not None:
            compiling.wait()
    except subprocess.CalledProcessError as error:
        return fail(f"{' '.join(map(str, error.cmd[:6]))} ... failed, see above")
    if time.monotonic() - begun > 2:
        line("set up", begun)
    return code


def make_environment() -> None:
    """Make .venv; Debian splits the module for it into a package of its own, which root gets installed."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and os.geteuid() == 0 and shutil.which("apt-get"):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        print(f"this Python cannot make environments: installing {package} with apt-get", flush=True)
        subprocess.run(["apt-get", "update", "-q"], check=True, stdin=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-q", "-y", package], check=True, stdin=subprocess.DEVNULL)
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        print(done.stdout + done.stderr, file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)


def install(lock: str) -> None:
    """Install exactly what a lock file names."""
    pip("install", "--require-hashes", "--no-deps", "--no-compile", "-r", lock)


def start_compiling() -> subprocess.Popen[bytes]:
    """Compile the installed packages beside the next step: each start is seconds faster, also where Python is told
    not to write compiled files by itself."""
    command = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def install_danshu() -> None:
    """Install this checkout in place, with the `danshu` command."""
    pip("install", "--no-deps", "--no-build-isolation", "--no-compile", "-e", ".")


def pip(*arguments: str) -> None:
    """Run the environment's pip; its output is shown when it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)


def once(name: str, action, *also: str) -> bool:
    """Run the action unless it was run for these very files in this very environment; True if it ran."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (name, *also):
        digest.update((ROOT / path).read_bytes())
    stamp = VENV / f".done-{name}"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    step(f"{name} installed", action)
    stamp.write_text(digest.hexdigest())
    return True


def step(text: str, action) -> None:
    """Run the action and print one line with its duration."""
    begun = time.monotonic()
    action()
    line(text, begun)


def line(text: str, begun: float) -> None:
    """Print one line of progress."""
    print(f"  {text:<34}{time.monotonic() - begun:6.1f} s", flush=True)


def fail(text: str) -> int:
    """Say what went wrong; return the exit code."""
    print(f"danshu: {text}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
