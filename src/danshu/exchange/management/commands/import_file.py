"""danshu import KIND FILE...: the engine of the import pages on the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from danshu.access.queries import load_actor
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.importing import KINDS
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.queries import problem_rows
from danshu.exchange.telling import lines_of
from danshu.identity.permissions import USER_VIEW
from danshu.identity.queries import users
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError

SHOWN_PROBLEMS = 20


class Command(BaseCommand):
    """Import files; exit code 0 all rows in, 1 some rows refused, 2 a file not imported at all."""

    help = "Import spreadsheets: danshu import KIND FILE... [--mapping NAME] [--dry-run] [--json]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help="what to import: " + ", ".join(sorted(KINDS)))
        parser.add_argument(
            "files", nargs="+", type=Path, help="files, or the folder of a data set that --mapping names"
        )
        parser.add_argument("--mapping", default="", help="a shipped or saved mapping")
        parser.add_argument("--sheet", default="", help="name of the sheet")
        parser.add_argument("--policy", default="", choices=["", "skip", "fill", "update"])
        parser.add_argument("--answer", action="append", default=[], metavar="QUESTION=ANSWER")
        parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
        parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="a value for every row")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--user", default="", help="import as this user; without it as the system")
        parser.add_argument("--dry-run", action="store_true", help="try everything, write nothing")
        parser.add_argument("--json", action="store_true", help="one JSON document per file")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = _actor(options["user"])
        wishes = Wishes(
            mapping=options["mapping"],
            sheet=options["sheet"],
            policy=options["policy"],
            answers=_pairs(options["answer"]),
            options=_pairs(options["option"]),
            constants=_pairs(options["set"]),
            encoding=options["encoding"],
            dry_run=options["dry_run"],
        )
        worst = 0
        with translation.override(actor.language):
            for path in options["files"]:
                report = _report(options["kind"], path, wishes, actor)
                worst = max(worst, report.pop("exit"))
                self._show(report, options["kind"], as_json=options["json"])
        if worst:
            raise SystemExit(worst)

    def _show(self, report: dict[str, Any], kind: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for line in lines_of(report, kind):
            self.stdout.write(line)


def _actor(name: str) -> Actor:
    if not name:
        return Actor.system()
    user = users(Actor.system(), USER_VIEW).filter(user_name__iexact=name).first()
    actor = load_actor(user.pk, today=business_date(now())) if user else None
    if actor is None:
        raise CommandError(f"no active user {name}")
    return actor


def _pairs(texts: list[str]) -> dict[str, str]:
    if wrong := [text for text in texts if "=" not in text]:
        raise CommandError(f"write NAME=VALUE instead of {wrong[0]}")
    return dict(text.split("=", 1) for text in texts)


def _report(kind: str, path: Path, wishes: Wishes, actor: Actor) -> dict[str, Any]:
    try:
        batch = import_file(kind, path, wishes, actor=actor, at=now())
    except FileNotFoundError as error:
        raise CommandError(f"no such file: {path}") from error
    except DomainError as refusal:
        return {"file": str(path), "status": "refused", "code": refusal.code, "message": str(refusal), "exit": 2}
    return _figures(path, batch)


def _figures(path: Path, batch: ImportBatch) -> dict[str, Any]:
    counts = batch.counts
    figures = counts.get("run") or counts.get("check") or {}
    states = counts.get("states", {})
    refused = states.get("wrong", 0) + states.get("blocked", 0) + states.get("refused", 0)
    problems = problem_rows(batch, count=SHOWN_PROBLEMS)[0] if refused else []
    good = batch.status in (BatchStatus.DONE, BatchStatus.CHECKED)
    return {
        "file": str(path),
        "batch": batch.pk,
        "status": batch.status,
        "sheet": batch.sheet_name,
        "rows": batch.rows,
        **{name: figures.get(name, {}) for name in ("groups", "records")},
        "totals": batch.totals,
        "refused": refused,
        "reasons": [{"label": r["label"], "count": r["count"]} for r in batch.reasons if not r["warning"]],
        "problems": [{"row": p.row, "column": p.label, "text": p.text, "message": p.message} for p in problems],
        "questions": batch.questions if batch.status == BatchStatus.ASKING else [],
        "message": batch.failure or _how_to_answer(batch),
        "exit": 2 if not good else int(refused > 0),
    }


def _how_to_answer(batch: ImportBatch) -> str:
    """What to add to the command when the file leaves something open; "" when nothing is."""
    if batch.status != BatchStatus.ASKING:
        return ""
    open_ones = [q for q in batch.questions if batch.answers.get(q["code"]) not in {a["value"] for a in q["answers"]}]
    options = [f"--answer {q['code']}={'|'.join(a['value'] for a in q['answers'])}" for q in open_ones]
    return _("文件没有说明这些，没有导入任何数据；加上回答再来一次：%(options)s") % {"options": " ".join(options)}
