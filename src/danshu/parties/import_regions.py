"""The divisions that rows of a customer sheet name, and cells that name none (CUS-034)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from danshu.exchange.importing import ImportContext, Problem, Row
from danshu.parties.fields import CUSTOMER_FIELDS
from danshu.parties.placing import CHINA, WORDS
from danshu.parties.territories import country_code
from danshu.regions.called import place_called
from danshu.regions.naming import short_name
from danshu.regions.queries import Place, is_known

COLUMNS = ("region", "address_region")


def place_in(row: Row, column: str, context: ImportContext) -> Place | None:
    """The division in a cell; None for an empty one and for one that names none. Each text is looked up once."""
    text = str(row[column] or "").strip()
    known: dict[str, Place | None] = context.state.setdefault("places", {})
    if text and text not in known:
        known[text] = place_called(text)
    return known.get(text)


def region_of(row: Row, context: ImportContext) -> Mapping[str, Any]:
    """The code of the customer's own division: of its column, else of province, city and district in their full names."""
    place = place_in(row, "region", context)
    if place is None and not row["region"] and _is_in_china(row):
        words = "".join(str(row[name] or "") for name in WORDS)
        known: dict[str, Place | None] = context.state.setdefault("worded", {})
        if words and words not in known:
            known[words] = found = place_called(words)
            if found is not None and any((row[name] or "") != getattr(found, name) for name in WORDS):
                known[words] = None  # written in another way: the words stay as they are, without a code
        place = known.get(words)
    return {"region": place.code} if place is not None else {}


def region_problems(row: Row, context: ImportContext) -> Iterator[Problem]:
    """Cells that name no division, or another one than province, city and district beside them."""
    for column in COLUMNS:
        if row[column] and place_in(row, column, context) is None:
            yield _unknown(row, column)
    place = place_in(row, "region", context)
    if place is None or not _is_in_china(row):  # abroad: the customer itself is refused
        return
    for name in WORDS:
        written, meant = str(row[name] or ""), getattr(place, name)
        if written and short_name(written) != short_name(meant):
            facts = {"label": CUSTOMER_FIELDS[name].label, "written": written, "place": place.text}
            text = _("%(label)s“%(written)s”与行政区划“%(place)s”不一致") % facts
            yield Problem(row.number, name, "other_region", text, _("与行政区划不一致"))


def _unknown(row: Row, column: str) -> Problem:
    if not is_known():
        text = _("还没有行政区划数据，这一列不能导入")
        return Problem(row.number, column, "no_regions", text, text)
    text = _("没有这个行政区划，或不止一个：%(name)s；请填代码或从省份起的全名") % {"name": row[column]}
    return Problem(row.number, column, "unknown_region", text, _("行政区划不存在或不止一个"))


def _is_in_china(row: Row) -> bool:
    return (country_code(str(row["country"] or "")) or "CN") in CHINA
