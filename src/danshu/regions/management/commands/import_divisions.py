"""danshu import divisions PATH: another edition of the administrative divisions."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.regions.operations.take_divisions import take_divisions


class Command(BaseCommand):
    """Take over an edition, or say what it would change."""

    help = "Import administrative divisions: danshu import divisions FOLDER|TREE.json [--dry-run]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="folder with provinces.csv … streets.csv, or a JSON tree")
        parser.add_argument("--dry-run", action="store_true", help="try everything, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path = str(options["path"].resolve())
        try:
            if options["dry_run"]:
                done = take_divisions.dry_run(path=path, actor=Actor.system(), at=now()).result
            else:
                done = take_divisions(path=path, actor=Actor.system(), at=now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        if done["edition_id"] is None:
            self.stdout.write(f"{done['size']:,} divisions, all of them known already")
            return
        self.stdout.write(
            f"{done['size']:,} divisions: {done['added']:,} new, {done['renamed']:,} renamed, {done['retired']:,} retired, "
            f"{done['returned']:,} back"
        )
