"""From a pasted text to the parts of an address, each with how sure it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from django.utils.translation import gettext as _

from danshu.regions.models import CITY, DISTRICT, PROVINCE
from danshu.regions.parsing.locating import Found, Step, Towns, locate
from danshu.regions.parsing.marks import NOTHING, Mark, ParsedAddress, Part, guessed, sure
from danshu.regions.parsing.offshore import offshore_in, spelled
from danshu.regions.parsing.people import SURE_NAME, best_name, name_at_end, name_worth, take_phone, with_whole_names
from danshu.regions.tree import Likeness, Tree

LONGEST = 500
PERSON = re.compile(r"(?:收货人|收件人|联系人|姓\s*名|收货姓名)\s*[:：]\s*([^\s,，;；:：]{1,20})")
POSTAL = re.compile(r"(?:邮政编码|邮编)\s*[:：]?\s*(\d{6})(?!\d)")
LONE_POSTAL = re.compile(r"(?<![\d\w])(\d{6})(?![\d\w])")
LABELS = re.compile(
    r"(?:收货人|收件人|联系人|姓\s*名|收货姓名|手机号码?|联系电话|联系方式|电话|所在地区|地区|详细地址|收货地址|收件地址|地址|邮政编码|邮编)\s*[:：]"
)
BREAKS = re.compile(r"[\s,，;；|、]+")
EDGES = " ,，;；|、:：-—。.·()（）【】[]"
DOTS = re.compile("(?<=[\u3400-\u9fff]) ?[・•‧∙⋅･] ?(?=[\u3400-\u9fff])")  # other signs for the dot in a name
RECEIVES = re.compile(r"[(（]?收[)）]?$")  # 张三(收)
LOOKS_WRITTEN = re.compile(r"\d|[号室栋幢楼村路街巷弄]")


def understand(text: str, tree: Tree, towns: Towns) -> ParsedAddress:
    """The parts of a pasted text of at most 500 characters; what cannot be found is missing, never invented."""
    plain = _plain(text)
    person = PERSON.search(plain)
    named = sure(person[1]) if person else NOTHING
    if person:
        plain = plain[: person.start()] + "\n" + plain[person.end() :]
    plain, postal = _take_postal(plain)
    plain, phone = take_phone(plain)
    if not postal.value:
        plain, postal = _take_lone_postal(plain)
    line = "\n".join(filter(None, (word.strip(EDGES) for word in BREAKS.split(LABELS.sub("\n", plain)))))
    located = locate(line, tree, towns)
    offshore = offshore_in(line, located, tree)
    found = offshore[0] if offshore else located
    before, after = (line, "") if found is None else (line[: found.start], line[found.end :])
    recipient, rest = _person_and_rest(before, after, named, located=found is not None, called=bool(phone.value))
    parsed = ParsedAddress(recipient=recipient, phone=phone, rest=rest, postal_code=postal)
    if found is None:
        return parsed
    if offshore:
        return _offshore(parsed, found, is_named=offshore[1])
    return _with_place(parsed, found, tree, _contradiction(before, found, tree))


def _offshore(parsed: ParsedAddress, found: Found, *, is_named: bool) -> ParsedAddress:
    """The region alone is known: what follows it is for a person to look at."""
    node = found.deepest
    province = sure(node.name) if is_named else guessed(node.name, _("文字里没有，按名称推出"))
    rest = guessed(parsed.rest.value, _("港澳台地址只识别到地区，市县和街道请核对")) if parsed.rest.value else NOTHING
    return replace(parsed, province=province, rest=rest, region=node.code)


def _plain(text: str) -> str:
    """Half width, without what cannot be seen; commas and brackets of either kind stay breaks."""
    kept = unicodedata.normalize("NFKC", text[:LONGEST])
    seen = "".join(c if c in "\n\t" or c.isprintable() else " " for c in kept).strip()
    return spelled(DOTS.sub("·", seen))


def _take_postal(text: str) -> tuple[str, Part]:
    found = POSTAL.search(text)
    return (text, NOTHING) if found is None else (text[: found.start()] + "\n" + text[found.end() :], sure(found[1]))


def _take_lone_postal(text: str) -> tuple[str, Part]:
    found = LONE_POSTAL.search(text)
    return (text, NOTHING) if found is None else (text[: found.start()] + "\n" + text[found.end() :], guessed(found[1]))


def _contradiction(before: str, found: Found, tree: Tree) -> str:
    """A province or city that stands before the place that was found, and does not hold it."""
    for start in range(len(before)):
        for name, node, likeness in tree.named_at(before, start):
            outside = not found.deepest.code.startswith(node.code)
            if likeness is Likeness.FULL and node.level <= CITY and outside:
                return name
    return ""


def _words(text: str) -> list[str]:
    return with_whole_names([word for word in (RECEIVES.sub("", word) for word in text.split("\n")) if word])


def _person_and_rest(before: str, after: str, named: Part, *, located: bool, called: bool) -> tuple[Part, Part]:
    """Who, and what remains of the address: words before the divisions, then words after them."""
    # what follows the divisions without a break belongs to the address, whatever it looks like
    glued = "" if after.startswith("\n") else after.partition("\n")[0]
    head, tail = _words(before), _words(after[len(glued) :])
    recipient = named
    if not recipient.value:
        place, recipient = best_name([*head, *tail], least=1 if located or called else SURE_NAME)
        if 0 <= place < len(head):
            if located and not before.endswith("\n") and place == len(head) - 1:
                recipient = guessed(recipient.value)
            del head[place]
        elif place >= 0:
            del tail[place - len(head)]
    written = _joined([glued, *tail, *head])
    if not recipient.value and (name := name_at_end(written)):
        recipient, written = guessed(name), written[: -len(name)]
    return recipient, _rest(written, is_whole=located and not head)


def _joined(words: list[str]) -> str:
    text = ""
    for word in filter(None, (word.strip(EDGES) for word in words)):
        apart = bool(text) and text[-1].isascii() and word[0].isascii()
        text += f" {word}" if apart else word
    return text


def _rest(text: str, *, is_whole: bool) -> Part:
    if not text:
        return NOTHING
    written = LOOKS_WRITTEN.search(text) is not None and name_worth(text) < SURE_NAME
    return sure(text) if is_whole and written else guessed(text)


def _with_place(parsed: ParsedAddress, found: Found, tree: Tree, contradicted: str) -> ParsedAddress:
    """Province, city, district and street with their marks. contradicted: by which other name in the text."""
    code = found.town[0] if found.town else found.deepest.code
    place = tree.place(code, town=found.town[1] if found.town else "")
    steps = {step.node.level: step for step in found.steps}
    others = _others(found, tree)
    inferred = _inferred(found, others)
    marks = {level: _mark(steps.get(level), steps, level, inferred, others) for level in (PROVINCE, CITY, DISTRICT)}
    if found.town and DISTRICT not in steps:
        marks[DISTRICT] = guessed("", _("由街道推出"))
    if contradicted:
        doubt = guessed("", _("与文字里的“%(name)s”不一致") % {"name": contradicted})
        marks = dict.fromkeys(marks, doubt)
    direct = {step.node.level for step in found.steps}
    city = marks[CITY] if CITY in direct or place.city != place.province else marks[PROVINCE]
    if place.city and not place.district and DISTRICT in direct:
        city = marks[DISTRICT]  # a county that stands directly below its province
    return replace(
        parsed, province=_part(place.province, marks[PROVINCE]), city=_part(place.city, city),
        district=_district(place.district, marks[DISTRICT], code, tree),
        town=sure(place.town) if place.town else NOTHING, region=code, others=others,
    )  # fmt: skip


def _part(value: str, mark: Part) -> Part:
    return replace(mark, value=value) if value else NOTHING


def _district(value: str, mark: Part, code: str, tree: Tree) -> Part:
    has_none = len(code) >= 4 and not value and not tree.children(code[:4])
    return Part("", Mark.SURE, _("不设区县")) if has_none else _part(value, mark)


def _others(found: Found, tree: Tree) -> tuple[str, ...]:
    """What the first step could mean as well, when nothing above it tells which."""
    first = found.steps[0]
    if first.node.level == PROVINCE or (len(found.steps) > 1 and first.node.level < DISTRICT):
        return ()
    return tuple(node.code for node in tree.siblings_named(first.node) if node.code != first.node.code)


def _inferred(found: Found, others: tuple[str, ...]) -> Part:
    """How sure the divisions are that the text leaves out."""
    first = found.steps[0]
    certain = first.likeness is Likeness.FULL or len(found.steps) > 1
    if others or not certain:
        return guessed("", _("文字里没有，按名称推出"))
    return sure("", _("文字里没有，按名称推出"))


def _mark(step: Step | None, steps: dict[int, Step], level: int, inferred: Part, others: tuple[str, ...]) -> Part:
    if step is None:
        return inferred
    if others and level == min(steps):
        return guessed("", _("同名的区划不止一个"))
    if step.likeness is Likeness.FORMER:
        return guessed("", _("按旧名称找到"))
    alone = len(steps) == 1
    short = step.likeness is Likeness.SHORT
    if short and (level == DISTRICT or (level == CITY and alone)):
        return guessed("", _("文字里是简称"))
    return sure("")
