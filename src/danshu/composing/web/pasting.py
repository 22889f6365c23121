"""Pasting an order: the text beside what was understood, each guess marked, then the ordinary form of a new order.

Nothing is stored on this page; what a person has checked is handed to the form as if he had typed it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.composing.permissions import READ_TEXT
from danshu.composing.reading.marks import TONES, Guess, Reading, ReadLine, Sureness
from danshu.composing.reading.reader import read_text
from danshu.composing.reading.scanning import LONGEST
from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.responses import render_page


@dataclass(slots=True)
class Row:
    """A line on the page: what was read, and what somebody chose instead."""

    index: int
    line: ReadLine
    item_id: str
    quantity: str
    price: str

    @property
    def tone(self) -> str:
        """Of the mark."""
        return TONES[self.line.sureness]

    @property
    def mark(self) -> str:
        """The mark in words."""
        return str(self.line.sureness.label)


@dataclass(slots=True)
class Field:
    """A guess of the head on the page."""

    guess: Guess
    value: str

    @property
    def tone(self) -> str:
        """Of the mark."""
        return TONES[self.guess.sureness]

    @property
    def mark(self) -> str:
        """The mark in words."""
        return str(self.guess.sureness.label)

    @property
    def kind(self) -> str:
        """How it is entered: one of several, a day, fixed words, or a text."""
        if self.guess.field == "customer":
            return "choice"
        kinds = {"wanted_date": "date", "payment_terms": "fixed", "delivery_region": "fixed"}
        return kinds.get(self.guess.field, "text")


@dataclass(slots=True)
class Sheet:
    """The page."""

    text: str = ""
    fields: list[Field] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    problem: str = ""
    is_read: bool = False

    @property
    def unsure(self) -> int:
        """How many guesses somebody has to look at."""
        marks = [*(each.guess.sureness for each in self.fields), *(row.line.sureness for row in self.rows)]
        return sum(mark != Sureness.SURE for mark in marks)


@allowed_to(READ_TEXT)
def paste(request: ActorRequest) -> HttpResponse:
    """GET: a place for the text; POST: what was understood of it. `drop` takes a line out of what is handed on."""
    sheet = _read(request) if request.method == "POST" else Sheet()
    context = {
        "sheet": sheet, "back_url": reverse("sales:order_list"), "longest": LONGEST, "form_token": str(uuid.uuid4()),
        "order_url": reverse("sales:order_new"),
    }  # fmt: skip
    return render_page(request, "composing/paste.html", context, status=422 if sheet.problem else 200)


def _read(request: ActorRequest) -> Sheet:
    given = request.POST
    text = given.get("text", "").replace("\r\n", "\n").replace("\0", "")
    if not text.strip():
        return Sheet(problem=_("先粘贴订单文字"))
    if len(text) > LONGEST:
        return Sheet(text, problem=_("文字最多 %(limit)s 个字，请分几次粘贴") % {"limit": LONGEST})
    reading = read_text(text, actor=request.actor, today=business_date(now()))
    named = [*given.getlist("dropped"), *([given["drop"]] if "drop" in given else [])]
    dropped = sorted({int(each) for each in named if each.isdecimal() and len(each) < 4})
    kept = given if "handled" in given else {}
    return Sheet(
        text, [Field(each, str(kept.get(each.field, each.value))) for each in reading.head], _rows(reading, kept, dropped),
        reading.rest, dropped, is_read=True,
    )  # fmt: skip


def _rows(reading: Reading, kept: Mapping[str, Any], dropped: list[int]) -> list[Row]:
    rows = []
    for index, line in enumerate(reading.lines):
        if index in dropped:
            continue
        quantity, price = line.wanted.quantity, line.wanted.price
        read = {
            "item": str(line.item.id) if line.item else "",
            "quantity": f"{quantity.normalize():f}" if quantity is not None else "",
            "price": f"{price.normalize():f}" if price is not None else "",
        }  # fmt: skip
        chosen = {name: str(kept.get(f"lines-{index}-{name}", value)) for name, value in read.items()}
        rows.append(Row(index, line, chosen["item"], chosen["quantity"], chosen["price"]))
    return rows
