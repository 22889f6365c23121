"""Which items a text means. Only a whole code, barcode or name is sure; everything else is for a person to say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from danshu.catalog.queries import OrderItem, find_items
from danshu.composing.reading.marks import ReadLine, Sureness, Wanted
from danshu.kit.search import normalise
from danshu.sales.kinds import KINDS
from danshu.ui.formats import unit_text

OFFERED = 6
# a shorter run of digits is as likely a quantity, a model or a size
LONG_NUMBER = 8
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-_/]{2,39}")


def read_lines(wanted: Sequence[Wanted]) -> tuple[list[ReadLine], list[str]]:
    """The lines whose items could be found, and the words that could not be. A few indexed statements for each."""
    lines, rest = [], []
    for each in wanted:
        line, before = _read(each)
        if line is None:
            rest.append(each.text)
        else:
            lines.append(line)
            rest += [before] if before else []
    return lines, rest


def _read(wanted: Wanted) -> tuple[ReadLine | None, str]:
    """The line, and the words before the item's that are none of it: 示例花店 红茶 2盒."""
    for words in _ways(wanted.name):
        if found := find_items(words, limit=OFFERED + 1, kinds=set(KINDS)):
            return _with_notes(_judged(wanted, words, found)), ""
    before, _blank, words = wanted.name.partition(" ")
    while words:
        if len(words) > 1 and (found := find_items(words, limit=OFFERED + 1, kinds=set(KINDS))):
            line = _with_notes(_judged(wanted, words, found))
            line.sureness = Sureness.LIKELY if line.item else Sureness.CHOOSE
            return line, before
        more, _blank, words = words.partition(" ")
        before = f"{before} {more}"
    return None, ""


def _ways(name: str) -> list[str]:
    """The words as they stand, a code among them, and without the small words between them."""
    codes = [code for code in CODE.findall(name) if re.search(r"\d", code)]
    looser = re.sub(r"的|牌|款|那种|这种|普通|平时|上次|一样", " ", name)
    apart = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", " ", looser)
    spaced = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])", " ", looser)
    ways = [name, *codes, *(" ".join(words.split()) for words in (looser, spaced, apart))]
    return [way for way in dict.fromkeys(ways) if len(way) > 1]


def _judged(wanted: Wanted, words: str, found: Sequence[OrderItem]) -> ReadLine:
    exact = [item for item in found if _is_code(words, item)]
    named = [item for item in found if _same(words, item.name) or _same(words, f"{item.name}{item.specification}")]
    only = exact if len(exact) == 1 else named if len(named) == 1 and not exact else []
    if only and not only[0].is_orderable:
        line = ReadLine(wanted, None, Sureness.CHOOSE, found[:OFFERED])
        line.notes.append(_("%(code)s 已停售，请换一种") % {"code": only[0].code})
        return line
    if only:
        # whoever names one of two that begin alike may mean the other: a name is sure only while it is the only one
        alone = bool(exact) or len(found) == 1
        is_whole = words == wanted.name or bool(exact and _same(words, wanted.name))
        sure = alone and (is_whole or _agrees(wanted.name, words, only[0]))
        return ReadLine(wanted, only[0], Sureness.SURE if sure else Sureness.LIKELY, found[:OFFERED])
    usable = [item for item in found if item.is_orderable]
    if len(usable) == 1 and len(found) == 1:
        return ReadLine(wanted, usable[0], Sureness.LIKELY, usable)
    return ReadLine(wanted, None, Sureness.CHOOSE, (usable or found)[:OFFERED])


def _agrees(name: str, code: str, item: OrderItem) -> bool:
    """A code beside a name is sure while the name is the item's own."""
    words = _bare(name.replace(code, " "))
    return not words or words in _bare(f"{item.name}{item.specification}{item.model}")


def _is_code(words: str, item: OrderItem) -> bool:
    plain = normalise(words)
    if plain.isdigit() and len(plain) < LONG_NUMBER:
        return False
    return plain in (normalise(item.code), normalise(item.barcode) or "\0")


def _bare(text: str) -> str:
    return re.sub(r"[\s\-_/·.,()（）]", "", normalise(text))


def _same(words: str, name: str) -> bool:
    return _bare(words) == _bare(name)


def _with_notes(line: ReadLine) -> ReadLine:
    """What somebody has to look at besides the item: a vague or missing quantity, another unit."""
    wanted = line.wanted
    line.notes += wanted.notes
    if wanted.quantity is None:
        line.notes.append(_("没有写清数量"))
    elif wanted.quantity <= 0:
        line.notes.append(_("数量是 0，请改为要订的数量或去掉这一行"))
    if line.item is not None and wanted.unit and wanted.unit != line.item.unit:
        facts = {"written": wanted.unit, "unit": unit_text(line.item.unit) or "—"}
        line.notes.append(_("文字写“%(written)s”，商品按“%(unit)s”卖，请核对数量") % facts)
    if line.notes and line.sureness == Sureness.SURE:
        line.sureness = Sureness.LIKELY
    return line
