"""All that CI runs: the checks, then every test, also those with a real browser."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from check import HOUSE_RULES

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
FAILED, NOTHING_COLLECTED = 1, 5  # exit codes of pytest


def main() -> int:
    """Run everything even when a part fails, so that one run shows all; return the exit code."""
    begun = time.monotonic()
    sys.path.insert(0, str(ROOT / "src"))
    from danshu.host import programs
    from danshu.host.errors import HostError

    try:
        programs.install_browser()
    except HostError as error:
        sys.exit(f"danshu: {error}")
    checks = subprocess.run([sys.executable, "scripts/check.py"], cwd=ROOT).returncode
    tests = pytest("-n", "2", "--dist", "loadgroup", "--durations", "15", *(f"--ignore={path}" for path in HOUSE_RULES))
    if tests == FAILED and few_browser_tests_failed():
        print("  UNSTEADY: these browser tests failed beside the others; once more, each alone", flush=True)
        tests = pytest("--last-failed", "-v", "--tb", "short")
    print(f"  {'all checks and tests':<34}{time.monotonic() - begun:6.1f} s  {verdict(checks, tests)}", flush=True)
    return 1 if checks or tests else 0


def pytest(*arguments: str) -> int:
    """Run pytest with these arguments; return its exit code."""
    return subprocess.run([str(BIN / "pytest"), "-q", *arguments], cwd=ROOT, stdin=subprocess.DEVNULL).returncode


def few_browser_tests_failed() -> bool:
    """Say if at most three tests failed and all are browser tests.

    A browser waits twenty seconds at most, and a machine that does other things can be slower. Every other test has to
    pass the first time.
    """
    failed = json.loads((ROOT / ".pytest_cache/v/cache/lastfailed").read_text(encoding="utf-8"))
    return len(failed) <= 3 and pytest("--last-failed", "--collect-only", "-m", "not browser") == NOTHING_COLLECTED


def verdict(checks: int, tests: int) -> str:
    """Say in words which part failed."""
    failed = [name for name, code in (("checks", checks), ("tests", tests)) if code]
    return f"FAILED: {', '.join(failed)}" if failed else "ok"


if __name__ == "__main__":
    sys.exit(main())
