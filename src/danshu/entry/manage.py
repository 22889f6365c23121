"""Django's command line, without starting a server first. `danshu` (danshu.entry.cli) is what people use."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a Django command against DATABASE_URL."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danshu.entry.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
