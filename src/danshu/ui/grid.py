"""Lines of a document, entered by keyboard (ui.md section 4.4).

A domain declares a `GridSpec`, binds it to data with `Grid`, shows it with {% line_grid grid %}, and reads what was posted
with `parse`. Totals and messages come from the server through a preview endpoint (`preview_response`); the browser never
adds. Without scripts the page offers empty rows and a button that posts the form for the same totals.

Field names: lines-0-item, lines-0-item-text, lines-0-quantity, …; rows in the order of their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from danshu.ui.normalise import half_width, plain_number

Text = str | Promise
Row = dict[str, str]

KINDS = ("finder", "text", "number", "date", "choice", "show", "hidden")
MAX_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """One column.

    kind: finder (chooses a record; posts its key, and the typed text as <key>-text), text, number, date, choice, show
    (filled by the preview only), hidden. The tab order is the order of declaration. phone: the area on a phone, one of p n u q r a ("" = not shown there).
    """

    key: str
    label: Text
    kind: str = "text"
    width: str = ""
    numeric: bool = False
    choices: Sequence[tuple[str, Text]] = ()
    required: bool = False
    readonly: bool = False
    phone: str = ""
    maxlength: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"grid column {self.key}: unknown kind {self.kind}")

    @property
    def enters(self) -> bool:
        """True when something is typed or chosen in it."""
        return self.kind not in ("show", "hidden")

    @property
    def right(self) -> bool:
        """Right-aligned."""
        return self.numeric or self.kind == "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridSpec:
    """The declaration of a line grid.

    prefix: of the field names. finder_url: answers GET ?q= with options (danshu.ui.picker). preview_url: answers POST of
    the whole form. history_url: what F2 opens for a line, GET ?item=<key of the line>. context:
    fields of the form that go along to the finder and the history, because prices and stock depend on them. blank: empty rows for
    browsers without scripts. scan: the column to which a scanned full code adds 1.
    """

    columns: Sequence[GridColumn]
    prefix: str = "lines"
    finder_url: str = ""
    preview_url: str = ""
    history_url: str = ""
    context: Sequence[str] = ()
    blank: int = 3
    scan: str = "quantity"
    label: Text = ""
    finder_hint: Text = ""

    @property
    def hidden(self) -> list[GridColumn]:
        return [column for column in self.columns if column.kind == "hidden"]

    @property
    def shown(self) -> list[GridColumn]:
        return [column for column in self.columns if column.kind != "hidden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A press that mends a line: sets fields of it, e.g. Remedy(label="改为 108 箱", values={"quantity": "108"})."""

    label: Text
    values: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMessage:
    """What is to say about a line. tone: bad (must be changed) or warn. field: the column concerned."""

    text: Text
    tone: str = "bad"
    field: str = ""
    remedies: Sequence[Remedy] = ()


@dataclass(slots=True, kw_only=True)
class Line:
    """A row as posted or stored: texts per column, shown values, messages."""

    index: int
    prefix: str = "lines"
    values: Row = field(default_factory=dict)
    shown: Mapping[str, Any] = field(default_factory=dict)
    messages: list[LineMessage] = field(default_factory=list)

    @property
    def bad_fields(self) -> set[str]:
        """The columns that must be changed."""
        return {message.field for message in self.messages if message.tone == "bad"}

    def refuse(self, column: str, text: Text, *remedies: Remedy) -> None:
        """Add a problem of one field; what was typed stays."""
        self.messages.append(LineMessage(text=text, field=column, remedies=remedies))


def parse(data: Mapping[str, Any], spec: GridSpec) -> list[Line]:
    """The posted rows in their order; empty ones are left out, numbers and codes are normalised, nothing is lost.

    Raises ValueError above 1,000 rows.
    """
    pattern = re.compile(rf"^{re.escape(spec.prefix)}-(\d{{1,6}})-")
    found = sorted({int(match[1]) for name in data if (match := pattern.match(name))})
    if len(found) > MAX_ROWS:
        raise ValueError(f"more than {MAX_ROWS} rows")
    lines = [Line(index=index, prefix=spec.prefix, values=_row(data, spec, index)) for index in found]
    return [line for line in lines if _filled(line, spec)]


def _row(data: Mapping[str, Any], spec: GridSpec, index: int) -> Row:
    row: Row = {}
    for column in spec.columns:
        name = f"{spec.prefix}-{index}-{column.key}"
        typed = str(data.get(name, "") or "").strip()
        row[column.key] = plain_number(typed) if column.kind == "number" else half_width(typed)
        if column.kind == "finder":
            row[f"{column.key}-text"] = half_width(str(data.get(f"{name}-text", "") or "")).strip()
    return row


def _filled(line: Line, spec: GridSpec) -> bool:
    """True when something was entered; a hidden key or a preset choice alone is not an entry."""
    entered = [c for c in spec.columns if c.enters and c.kind != "choice"]
    return any(line.values.get(c.key) or line.values.get(f"{c.key}-text") for c in entered)


@dataclass(slots=True)
class Grid:
    """A declared grid with its rows, ready to be shown. is_unpriced: the browser asks for the amounts at once."""

    spec: GridSpec
    lines: list[Line] = field(default_factory=list)
    is_unpriced: bool = False

    @property
    def rows(self) -> list[Line]:
        """The rows and the empty ones after them."""
        start = max((line.index for line in self.lines), default=-1) + 1
        return self.lines + [Line(index=start + n, prefix=self.spec.prefix) for n in range(self.spec.blank)]

    @property
    def blank_line(self) -> Line:
        """The pattern from which the browser makes new rows."""
        return Line(index=-1, prefix=self.spec.prefix)

    def problems(self) -> list[tuple[str, str]]:
        """(id of the control, words) of everything that must be changed, for the summary at the top."""
        found = []
        for number, line in enumerate(self.lines, start=1):
            for message in line.messages:
                if message.tone == "bad":
                    target = f"{self.spec.prefix}-{line.index}-{message.field or self.spec.columns[0].key}"
                    text = _("第 %(number)s 行：%(text)s") % {"number": number, "text": message.text}
                    found.append((target, text))
        return found


def from_records(records: Iterable[Any], values_of: Callable[[Any], Row]) -> list[Line]:
    """Stored lines as rows: values_of(record) gives the texts, "item-text" for what a finder shows."""
    return [Line(index=index, values=values_of(record)) for index, record in enumerate(records)]


def preview_response(
    request: HttpRequest, spec: GridSpec, lines: Sequence[Line], *, parts: Mapping[str, Mapping[str, Any]]
) -> HttpResponse:
    """The answer of the preview endpoint: what each line shows, its messages, and further parts of the page.

    parts: template name -> context; each renders one element with an id (for example <section id="totals">) that
    replaces the element of that id. A focused control is never replaced.
    """
    body = [render_to_string("ui/grid/preview.html", {"spec": spec, "lines": lines}, request=request)]
    body += [render_to_string(name, dict(context), request=request) for name, context in parts.items()]
    return HttpResponse("".join(body))
