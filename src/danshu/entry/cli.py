"""The `danshu` command: joins or starts the database, then runs what was asked."""

from __future__ import annotations

import os
import sys

from danshu.host import home as homes
from danshu.host.database import Database, open_database
from danshu.host.errors import HostError

USAGE = """danshu: order management, CRM and distribution in one record

  danshu up                       start everything, until Ctrl-C
  danshu demo                     build the demo company
  danshu token USER [--scopes ...]
                                  make an API token
  danshu import KIND FILE... [--mapping NAME] [--dry-run] [--json]
                                  import workbooks and CSV files
  danshu import divisions FOLDER [--dry-run]
                                  another edition of the administrative divisions
  danshu verify                   add up again every derived number; exit code 1 names each drift
  danshu help [COMMAND]           Django's commands, all available here

Environment: DANSHU_HOME (data folder), DANSHU_PORT (8000), DANSHU_BIND (127.0.0.1), DATABASE_URL
"""
# These change tables or look into them as their owner; everything else runs with the rights of web and worker.
OWNERS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "flush", "squashmigrations", "optimizemigration",
          "pgtrigger", "inspectdb", "createcachetable", "lintmigrations", "sqlflush", "remove_stale_contenttypes",
          "dbshell", "archive_log"}  # fmt: skip
NAMES = {"import": "import_file"}  # a module cannot be called like a keyword of Python
WITHOUT_DATABASE = {"help", "--help", "version", "--version", "collectstatic", "findstatic", "compilemessages"}


def main() -> None:
    """Entry point of the console script; problems of the machine are one line, not a traceback."""
    try:
        sys.exit(run(sys.argv[1:]))
    except HostError as error:
        sys.exit(f"danshu: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE, end="")
        return 0 if arguments else 2
    arguments = _named(arguments)
    if arguments[0] == "up":
        from danshu.entry.up import Start

        return Start().run()
    os.environ["DJANGO_SETTINGS_MODULE"] = "danshu.entry.settings"
    os.environ.setdefault("DANSHU_PROCESS", "command")
    if arguments[0] in WITHOUT_DATABASE:
        return _django(arguments)
    return _with_database(arguments)


def _named(arguments: list[str]) -> list[str]:
    """The command by its name in the code. Divisions are no table with rows and columns to map: they come as a set of files."""
    if arguments[:2] == ["import", "divisions"]:
        return ["import_divisions", *arguments[2:]]
    return [NAMES.get(arguments[0], arguments[0]), *arguments[1:]]


def _with_database(arguments: list[str]) -> int:
    database = open_database(homes.prepare(homes.locate()))
    try:
        as_owner = arguments[0] in OWNERS
        os.environ["DATABASE_URL"] = database.owner if as_owner else database.runtime
        code = _django(arguments)
        if arguments[0] == "migrate" and code == 0:
            _grant(database)
        return code
    finally:
        database.close()


def _django(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["danshu", *arguments])
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    return 0


def _grant(database: Database) -> None:
    from danshu.entry import grants

    grants.apply(database.runtime_role, database.owner)


if __name__ == "__main__":
    main()
