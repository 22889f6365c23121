"""Which column is which field: a guess to correct, mappings to reuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import override

from danshu.exchange.converting import CellProblem, converter
from danshu.exchange.converting.styles import style_of
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.headings import Column, normalised
from danshu.exchange.importing import TEMPLATES, MappingTemplate

SURE, ACCEPTED, UNSURE = 0.95, 0.62, 0.66
TELLING = {
    FieldType.DATE,
    FieldType.DATETIME,
    FieldType.INTEGER,
    FieldType.DECIMAL,
    FieldType.MONEY,
    FieldType.PERCENT,
    FieldType.EMAIL,
    FieldType.PHONE,
    FieldType.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Match:
    """A guessed pair; `score` from 0 to 1, at least SURE when the heading is a known name of the field."""

    field: str
    column: int
    score: float


def names_of(field: Field) -> list[str]:
    """All headings that mean this field: its names in both languages and its synonyms."""
    labels = []
    for language in ("zh-hans", "en"):
        with override(language):
            labels.append(str(field.label))
    return [*dict.fromkeys([*labels, field.name, *field.synonyms])]


def vocabulary(fields: Sequence[Field]) -> list[str]:
    """All headings that a kind understands."""
    return [name for field in fields for name in names_of(field)]


def guess(fields: Sequence[Field], columns: Sequence[Column]) -> dict[str, Match]:
    """The best pairing: each field and each column at most once, surest pairs first."""
    pairs: list[tuple[float, int, Match]] = []
    for place, field in enumerate(fields):
        names = [(normalised(name), normalised(name, keep_brackets=True)) for name in names_of(field)]
        for column in columns:
            if column.repeats is not None:
                continue
            score = _name_score(column.heading, names)
            if score > 0.3:
                # a heading that is exactly the field's name stays, unsure: the dry run then names the wrong cells
                score *= max(_content_factor(field, column), UNSURE if score >= SURE else 0.0)
            if score >= ACCEPTED:
                pairs.append((score, -place, Match(field.name, column.index, round(score, 3))))
    found: dict[str, Match] = {}
    taken: set[int] = set()
    for _, _, match in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2].column)):
        if match.field not in found and match.column not in taken:
            found[match.field] = match
            taken.add(match.column)
    return found


def _name_score(heading: str, names: Sequence[tuple[str, str]]) -> float:
    plain, full = normalised(heading), normalised(heading, keep_brackets=True)
    best = 0.0
    for name, name_full in names:
        if full == name_full and full:
            return 1.0
        if plain == name and plain:
            best = max(best, 0.97)
        elif name and plain and (name in plain or plain in name) and min(len(name), len(plain)) >= 2:
            best = max(best, 0.55 + 0.4 * min(len(name), len(plain)) / max(len(name), len(plain)))
        elif name and plain:
            best = max(best, 0.9 * SequenceMatcher(None, plain, name).ratio())
    return best


def _content_factor(field: Field, column: Column) -> float:
    """Below 1 when the cells do not look like this field: a "日期" column of names is no date."""
    filled = [cell for cell in column.samples if cell[1].strip()]
    if field.type not in TELLING or not filled:
        return 1.0
    convert = converter(field, style_of(field.type, filled))
    good = 0
    for kind, text in filled:
        try:
            convert(kind, text)
            good += 1
        except CellProblem as problem:
            good += problem.code in ("too_long", "too_small", "too_large", "too_many_decimals", "year_out_of_range")
    share = good / len(filled)
    return 1.0 if share >= 0.5 else 0.4 + share


def by_headings(columns: Sequence[Column], wanted: Mapping[str, str]) -> dict[str, int]:
    """Column numbers for a saved mapping (field -> heading); headings that the file lacks are left out."""
    exact = {column.heading: column.index for column in columns}
    loose: dict[str, int] = {}
    for column in columns:
        loose.setdefault(normalised(column.heading, keep_brackets=True), column.index)
    found = {}
    for field, heading in wanted.items():
        index = exact.get(heading, loose.get(normalised(heading, keep_brackets=True)))
        if index is not None:
            found[field] = index
    return found


def fitting_template(kind: str, sheet: str, columns: Sequence[Column]) -> MappingTemplate | None:
    """The shipped mapping whose headings are all there; the one with most columns when several fit."""
    fitting = [
        template
        for template in TEMPLATES.values()
        if template.kind == kind
        and template.sheet in ("", sheet)
        and len(by_headings(columns, template.columns)) == len(template.columns)
    ]
    return max(fitting, key=lambda template: len(template.columns), default=None)
