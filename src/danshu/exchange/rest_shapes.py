"""What the API takes and gives for imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from danshu.exchange.reading.encodings import CHOICES
from danshu.kit.errors import NotFound
from danshu.kit.rest import KEY_REQUIRED, Input

ID = 2**62
UPLOAD: dict[str, Any] = {
    **KEY_REQUIRED,
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["kind", "file"],
                    "properties": {
                        "kind": {"type": "string", "description": "a code of /import-kinds"},
                        "file": {"type": "string", "format": "binary"},
                        "encoding": {"type": "string", "enum": ["", *CHOICES]},
                    },
                }
            }
        },
    },
}


class FieldOut(Schema):
    """A column that a kind of import understands."""

    name: str
    label: str
    type: str
    required: bool
    max_length: int | None


class KindOut(Schema):
    """Something that can be imported."""

    code: str
    label: str
    fields: list[FieldOut]
    policies: list[str]


class BatchOut(Schema):
    """An import where it stands. counts: rows and groups by result; reasons: problems by reason."""

    id: int
    kind: str
    file_name: str
    sheet_name: str
    heading_row: int
    status: str
    version: int
    policy: str
    rows: int
    groups: int
    progress: int
    mapping: dict[str, Any]
    questions: list[dict[str, Any]]
    answers: dict[str, str]
    counts: dict[str, Any]
    totals: dict[str, str]
    reasons: list[dict[str, Any]]
    failure: str
    created_at: datetime
    finished_at: datetime | None


class SheetOut(Schema):
    """A sheet of the file; `headings` are those of the proposed heading row."""

    index: int
    name: str
    hidden: bool
    rows: int
    refused: str
    headings: list[str]


class BatchDetailOut(BatchOut):
    """An import with the sheets of its file."""

    sheets: list[SheetOut]


class MappingIn(Input):
    """Which heading is which field. Without `columns` those of `mapping` (a known one) or the proposal are taken."""

    sheet: str | None = Field(None, max_length=255)
    heading_row: int | None = Field(None, ge=0, le=10_000)
    mapping: str = Field("", max_length=60)
    columns: dict[str, str] | None = Field(None, max_length=200)
    constants: dict[str, str] = Field(default_factory=dict, max_length=200)
    options: dict[str, str] = Field(default_factory=dict, max_length=50)
    policy: str | None = Field(None, max_length=10)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class CheckIn(Input):
    """The start of a dry run, with answers to what was asked."""

    answers: dict[str, str] = Field(default_factory=dict, max_length=50)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class StepIn(Input):
    """A step; `version` protects against acting on what has changed."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)


class ProblemQuery(Input):
    """Problems from a row on."""

    start: int = Field(0, ge=0, le=2**31 - 1)
    limit: int = Field(50, ge=1, le=200)
    warnings: bool = False


class ProblemOut(Schema):
    """One cell: what stands there, what is wrong, what could stand there."""

    row: int
    field: str
    text: str
    message: str
    warning: bool
    suggestions: list[str]


def row_id(pk: int) -> int:
    """A number that fits into the database; others do not exist."""
    if pk > ID:
        raise NotFound
    return pk
