"""Everything that can be said without running the product: lint, types, import contracts, house rules, migrations.

Two checks run side by side; each prints one line, and its output when it failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# the type checker loads the settings; it must not make a data folder for that
ENVIRONMENT = {**os.environ, "DANSHU_SECRET_KEY": "for checks only", "DANSHU_VAULT_KEY": "for checks only"}
CODE = ["src", "tests", "scripts"]
# the generated matrix of rights and pages is a test, not a check: it takes longer than the checks may
HOUSE_RULES = [f"tests/architecture/test_{name}.py" for name in ("house", "messages", "migrations")]
CHECKS = [  # the longest first
    ("types", [BIN / "mypy"]),
    ("import contracts", [BIN / "lint-imports", "--no-cache", "--no-logo"]),
    ("lint", [BIN / "ruff", "check", "--quiet", "--output-format", "concise", *CODE]),
    ("format", [BIN / "ruff", "format", "--check", "--quiet", "--output-format", "concise", *CODE]),
    ("house rules and migrations", [BIN / "pytest", "-q", "-p", "no:cacheprovider", *HOUSE_RULES]),
]


def run(name: str, command: list[str | Path]) -> bool:
    """Run one check; True if it found nothing."""
    begun = time.monotonic()
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)  # fmt: skip
    verdict = "ok" if done.returncode == 0 else "FAILED"
    text = f"  {name:<34}{time.monotonic() - begun:6.1f} s  {verdict}"
    if done.returncode:
        text += f"\n{done.stdout}{done.stderr}"
    print(text, flush=True)
    return done.returncode == 0


def main() -> int:
    """Run all checks; return the exit code."""
    with ThreadPoolExecutor(2) as pool:
        return 0 if all(list(pool.map(lambda check: run(*check), CHECKS))) else 1


if __name__ == "__main__":
    sys.exit(main())
