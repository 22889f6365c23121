"""Reads an order out of a text: what the words say, then what the house knows of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from danshu.composing.reading.items import read_lines
from danshu.composing.reading.marks import Guess, Reading, Scanned, Sureness
from danshu.composing.reading.numerals import plain
from danshu.composing.reading.people import read_customer, read_delivery, take_customer
from danshu.composing.reading.scanning import LONGEST, scan
from danshu.kit.actor import Actor
from danshu.sales.lifecycle import PaymentTerms
from danshu.ui.formats import date_text


def read_text(text: str, *, actor: Actor, today: date) -> Reading:
    """What a text of at most 4,000 characters orders, each part with how sure it is.

    Looks only at what the actor may see; stores nothing. What is not understood stays in `rest`, in the text's words:
    no customer and no item is ever made up.
    """
    text, named = take_customer(plain(text[:LONGEST]), actor)
    scanned = scan(text, today=today)
    lines, unknown = read_lines(scanned.wanted)
    scanned.rest = [*unknown, *scanned.rest]
    customer, used = (named, []) if named is not None else read_customer(scanned, actor)
    head = [customer, *read_delivery(scanned), *_terms(scanned)]
    rest = [each for each in scanned.rest if each not in used]
    return Reading(head, lines, list(dict.fromkeys(each.strip() for each in rest if each.strip())))


def _terms(scanned: Scanned) -> Iterator[Guess]:
    if scanned.wanted_date is not None:
        sure = Sureness.SURE if scanned.date_is_exact else Sureness.LIKELY
        day = scanned.wanted_date
        yield Guess("wanted_date", _("要求送达"), day.isoformat(), date_text(day), sure)
    if scanned.terms:
        label = str(PaymentTerms(scanned.terms).label)
        yield Guess("payment_terms", _("付款条件"), scanned.terms, label, Sureness.LIKELY)
    if scanned.freight:
        yield Guess("freight", _("运费"), scanned.freight, scanned.freight, Sureness.LIKELY)
    for name, label in (("remark", _("备注（打印）")), ("number", _("客户采购单号"))):
        if text := scanned.labelled.get(name, ""):
            field = "external_number" if name == "number" else name
            cut = text[: 60 if name == "number" else 500]
            yield Guess(field, label, cut, cut, Sureness.SURE)
