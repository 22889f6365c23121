"""Habits of whole columns, and what must be asked because of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from danshu.exchange.converting.styles import MOMENTS, NUMBERS, style_of
from danshu.exchange.engine.conversion import Conversion, all_rows
from danshu.exchange.importing import Answer, ImportContext, ImportKind, Question, Row
from danshu.exchange.models import ImportBatch

SHORT_DATE_SQL = r"^\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\y"


def survey(kind: ImportKind, batch: ImportBatch) -> dict[str, dict[str, Any]]:
    """Field name -> habits of its column, over all staged rows."""
    columns: Mapping[str, int] = batch.mapping.get("columns", {})
    found = {}
    for field in kind.fields:
        if field.name in columns and field.type in (*MOMENTS, *NUMBERS):
            style = style_of(field.type, _cells(batch.pk, columns[field.name]), from_text=batch.file_kind == "text")
            found[field.name] = asdict(style)
    return found


def _cells(batch_id: int, column: int) -> Iterator[tuple[str, str]]:
    """The different filled cells of a column, as (kind, text)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT substr(kinds, %s, 1), texts ->> %s FROM exchange_stagedrow "
            "WHERE batch_id = %s AND length(kinds) > %s",
            [column + 1, column, batch_id, column],
        )
        for letter, text in cursor.fetchall():
            if letter != "-":
                yield letter, text


def built_in_questions(kind: ImportKind, batch: ImportBatch) -> list[Question]:
    """Dates such as 3/4/2017 in a column where nothing decides between day and month."""
    found = []
    for name, style in batch.styles.items():
        if style.get("date_order") != "?":
            continue
        example = _short_date(batch, name)
        facts = {"label": kind.field(name).label, "value": example}
        found.append(
            Question(
                f"date_order:{name}",
                _("“%(label)s”列里的 %(value)s 是哪一天？") % facts,
                _("这一列的日期都能按两种顺序读，文件本身看不出是哪一种。"),
                (
                    Answer("mdy", _("月/日/年"), _read(example, "mdy")),
                    Answer("dmy", _("日/月/年"), _read(example, "dmy")),
                ),
            )
        )
    return found


def _read(example: str, order: str) -> str:
    parts = example.replace("-", "/").replace(".", "/").split("/")
    first, second, year = parts[0].zfill(2), parts[1].zfill(2), parts[2][:4]
    return f"{year}-{first}-{second}" if order == "mdy" else f"{year}-{second}-{first}"


def _short_date(batch: ImportBatch, field: str) -> str:
    column = batch.mapping["columns"][field]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT texts ->> %s FROM exchange_stagedrow WHERE batch_id = %s AND texts ->> %s ~ %s ORDER BY number LIMIT 1",
            [column, batch.pk, column, SHORT_DATE_SQL],
        )
        row = cursor.fetchone()
    return str(row[0]).strip() if row else "3/4/2017"


class BatchData:
    """The staged rows for the questions of a kind (see importing.StagedData)."""

    def __init__(self, batch: ImportBatch, conversion: Conversion) -> None:
        self.batch, self.conversion = batch, conversion

    def rows(self) -> Iterator[Row]:
        """All rows in file order, converted; a cell that cannot be converted is None."""
        for staged in all_rows(self.batch.pk):
            yield self.conversion.convert(staged)[0]

    def count_distinct(self, *fields: str) -> int:
        """How many different combinations these columns hold, as written in the file."""
        columns = [self.batch.mapping["columns"][field] for field in fields if field in self.batch.mapping["columns"]]
        parts = ", ".join(["texts ->> %s"] * len(columns)) or "1"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM (SELECT DISTINCT {parts} FROM exchange_stagedrow WHERE batch_id = %s) x",  # noqa: S608
                [*columns, self.batch.pk],
            )
            return int(cursor.fetchone()[0])


def open_questions(
    kind: ImportKind, batch: ImportBatch, conversion: Conversion, context: ImportContext
) -> Sequence[Question]:
    """All questions of this file; those about dates first, because the others read converted rows."""
    built_in = built_in_questions(kind, batch)
    if any(question.code not in batch.answers for question in built_in):
        return built_in
    return [*built_in, *kind.questions(BatchData(batch, conversion), context)]


def unanswered(questions: Sequence[Question], answers: Mapping[str, str]) -> list[Question]:
    """Those without a valid answer."""
    return [q for q in questions if answers.get(q.code) not in {answer.value for answer in q.answers}]


def question_json(question: Question) -> dict[str, Any]:
    """For the batch, in the language of the person who imports."""
    return {
        "code": question.code,
        "text": str(question.text),
        "why": str(question.why),
        "answers": [
            {"value": a.value, "label": str(a.label), "detail": a.detail, "recommended": a.recommended}
            for a in question.answers
        ],
    }
