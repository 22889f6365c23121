"""All that CI runs: the checks, then every test, also those with a real browser."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from check import HOUSE_RULES

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


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
    tests = subprocess.run([str(BIN / "pytest"), "-q", "-n", "2", "--dist", "loadgroup", "--durations", "15",
                            *(f"--ignore={path}" for path in HOUSE_RULES)], cwd=ROOT, stdin=subprocess.DEVNULL).returncode  # fmt: skip
    print(f"  {'all checks and tests':<34}{time.monotonic() - begun:6.1f} s  {verdict(checks, tests)}", flush=True)
    return 1 if checks or tests else 0


def verdict(checks: int, tests: int) -> str:
    """Say in words which part failed."""
    failed = [name for name, code in (("checks", checks), ("tests", tests)) if code]
    return f"FAILED: {', '.join(failed)}" if failed else "ok"


if __name__ == "__main__":
    sys.exit(main())
