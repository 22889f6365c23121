"""`danshu archive_log`: move old log entries into a file. Runs as the owner of the tables."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from danshu.audit.archiving import OPERATIONS, archive_folder
from danshu.audit.operations.archive_entries import archive_entries
from danshu.audit.sealing import seal
from danshu.kit.actor import Actor
from danshu.kit.clock import company_zone, now
from danshu.kit.errors import DomainError
from danshu.kit.logs import LOGS
from danshu.kit.parameters import parameter_value


class Command(BaseCommand):
    """Archive everything beyond the retention time, or beyond a day."""

    help = "Write log entries older than log_min_days to DANSHU_HOME/archive and remove them; sensitive ones stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--before for an earlier day, --log for another log, --folder for another place."""
        parser.add_argument("--before", metavar="YYYY-MM-DD", help="only entries before this day")
        parser.add_argument("--log", choices=list(LOGS), default=OPERATIONS, help="which log")
        parser.add_argument("--folder", help="where to write the file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, archive, say where."""
        moment = now()
        folder = Path(options["folder"] or archive_folder())
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        seal(at=moment, everything=True)
        try:
            row = archive_entries(
                before=_before(options["before"], moment),
                folder=str(folder),
                log=options["log"],
                actor=Actor.system(),
                at=moment,
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{row.entries} entries: {folder / row.file_name}, SHA-256 {row.file_digest}")


def _before(text: str | None, moment: datetime) -> datetime:
    if not text:
        return moment - timedelta(days=int(parameter_value("log_min_days")))
    day = parse_date(text)
    if day is None:
        raise CommandError(f"not a day: {text}")
    return datetime.combine(day, time(), company_zone())
