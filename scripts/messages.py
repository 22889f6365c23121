"""`make messages`: add the new texts of every module to its English translation file, with an empty translation."""

from __future__ import annotations

import sys

from danshu.testing import messages


def main() -> int:
    """Update all modules, or those named; print what is still to be translated."""
    for module in sys.argv[1:] or messages.modules():
        total, missing = messages.update(module)
        if total:
            print(f"  {module:<14}{total:5} texts, {missing} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main())
