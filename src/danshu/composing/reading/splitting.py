"""Cuts one sentence into what is asked for: names with the quantities that belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.composing.reading.marks import Wanted
from danshu.composing.reading.numerals import HAN_NUMBER, UNIT, number_of, unit_of

NUMBER = rf"(?:\d{{1,9}}(?:\.\d{{1,3}})?|{HAN_NUMBER}{{1,6}})"
# 12卷装, 三件套, 一次性: how something is packed, not how much is wanted
NOT_PACKED = r"(?!装|套装|套|性|入|裝|规格)"
BEFORE_DIGITS = r"(?<![\dA-Za-z.\-#/_每])"
QUANTITY = re.compile(
    rf"(?:数量|共|各|(?P<sign>[xX*]))\s*[:]?\s*(?P<times>{NUMBER})\s*(?P<unit1>{UNIT})?(?![\dA-Za-z]){NOT_PACKED}"
    rf"|{BEFORE_DIGITS}(?P<number>{NUMBER})\s*(?P<unit2>{UNIT}){NOT_PACKED}"
    rf"|(?P<vague>几|若干|两三|三四|三五|七八|\d+\s*[-~到至]\s*\d+)\s*(?P<unit3>{UNIT}){NOT_PACKED}"
)
LONE = re.compile(rf"(?<=\s)(?P<number>{NUMBER})\s*$")
TOTAL = re.compile(
    rf"(?:合计|总共|总价|一共|总计|共计|共)\s*[:]?\s*\d+(?:\.\d+)?\s*(?:元|块钱?)|(?:合计|总共|一共|共计|共)\s*[:]?\s*\d+\s*(?:{UNIT})"
)
PER_UNIT = rf"(?:\s*(?:/|每|一)\s*(?:{UNIT}))?"
PRICE = re.compile(
    rf"(?:单价|价格|每(?:{UNIT})|@|[¥￥])\s*[:]?\s*(\d{{1,8}}(?:\.\d{{1,4}})?)\s*(?:元|块钱?)?{PER_UNIT}"
    rf"|(\d{{1,8}}(?:\.\d{{1,4}})?)\s*(?:元|块钱|块(?=\s*(?:/|每|一|$|\))))\s*(?:钱)?{PER_UNIT}"
    rf"|(\d{{1,8}}(?:\.\d{{1,4}})?)\s*/\s*(?:{UNIT})"
)
LEADING = re.compile(
    r"^(?:[\s,.:\-+·•*()/]|麻烦您?|请您?|帮我们?|帮忙|给我们?|我们?|你们?|您|这次|今天|先|还要|还需要?|再要|再来|再加|再拿|再订|再|另外|还有|以及|和|跟|与|及|"
    r"没有的话|没有就|要是没有|如果没有|不行就|加上|外加|加|换成?|改成|订购?|下单?|定|发货?|拿|买|需要|想要|要|来|送|补货?|把|一下|然后|顺便|老样子|其中|的|就|也|都|客户|老板)+"
)
TRAILING = re.compile(
    r"(?:[\s,.:\-+·•*(/]|来|要|也|还|订|拿|发|买|需要|的|各|给我|给|先|吧|哦|啊|呀|哈|谢谢|就行|就好|即可|和|跟|与|及|还有|以及|加上|外加|加|再|另外|共|数量|大概|大约|差不多|左右)+$"
)
AFTER = re.compile(r"^(?:左右|上下|的)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity where it stands."""

    start: int
    end: int
    quantity: Decimal | None
    unit: str
    note: str = ""


def clean_name(text: str) -> str:
    """The words without what only asks for them."""
    text = AFTER.sub("", text.strip())
    for _again in range(2):
        text = TRAILING.sub("", LEADING.sub("", text)).strip()
    return text


def take_price(text: str) -> tuple[str, Decimal | None]:
    """The text without its price, and the price of one unit; several prices are none."""
    text = TOTAL.sub(" ", text)
    found = [next(group for group in match.groups() if group) for match in PRICE.finditer(text)]
    return PRICE.sub(" ", text), Decimal(found[0]) if len(found) == 1 else None


def wanted_in(text: str) -> list[Wanted]:
    """What one sentence asks for, in its order. A name without a quantity comes without one."""
    bare, price = take_price(_without_asides(text))
    amounts = list(_amounts(bare))
    if not amounts:
        name = clean_name(bare)
        return [Wanted(text.strip(), name, price=price)] if name else []
    made = _told_once(list(_paired(bare, amounts)))
    prices = [price if len(made) == 1 else None for _each in made]
    return [
        Wanted(
            text.strip() if len(made) == 1 else said, name, amount.quantity, amount.unit, prices[place], tuple(filter(None, [amount.note])),
        )
        for place, (said, name, amount) in enumerate(made)
    ]  # fmt: skip


def _without_asides(text: str) -> str:
    """Brackets say how something is packed: (每箱24瓶) asks for nothing, unless that is all there is."""
    bare = re.sub(
        r"[(（\[【][^()（）\[\]【】]*[)）\]】]", lambda m: " " * len(m[0]) if QUANTITY.search(m[0]) else m[0], text
    )
    return bare if QUANTITY.search(bare) or LONE.search(bare) else text


def _amounts(text: str) -> Iterator[Amount]:
    found = [
        match
        for match in QUANTITY.finditer(text)
        if not match["sign"] or _is_times(text[: match.start()], match["sign"])
    ]
    if not found and (lone := LONE.search(text)):
        yield Amount(lone.start(), lone.end(), number_of(lone["number"]), "", "")
    for match in found:
        unit = unit_of(match["unit1"] or match["unit2"] or match["unit3"] or "")
        quantity = None if match["vague"] else number_of(match["times"] or match["number"])
        around = text[max(match.start() - 4, 0) : match.end() + 2]
        vague = quantity is None or re.search(r"大概|大约|差不多|左右|上下", around)
        yield Amount(match.start(), match.end(), quantity, unit, _("数量说得不确定") if vague else "")


def _told_once(pairs: list[tuple[str, str, Amount]]) -> list[tuple[str, str, Amount]]:
    """25kg 4袋, *24 3箱: of two amounts beside each other one says how it is packed; the last counts, to be looked at."""
    told: list[tuple[str, str, Amount]] = []
    for said, name, amount in pairs:
        if not name and told and told[-1][1]:
            before, known, _packed = told[-1]
            told[-1] = (f"{before} {said}", known, replace(amount, note=_("数量有两种说法")))
        elif told and not told[-1][1] and name:
            before, _nothing, counted = told[-1]
            told[-1] = (f"{before} {said}", name, replace(counted, note=_("数量有两种说法")))
        else:
            told.append((said, name, amount))
    return told


def _is_times(before: str, sign: str) -> bool:
    """500ml*2 and hw500*2 are quantities; 30x30 is a size, TX20 a model."""
    if before[-1:].isdigit():
        return bool(re.search(r"[A-Za-z][A-Za-z0-9.\-_]*\d$", before))
    is_letter = before[-1:].isascii() and before[-1:].isalpha()
    return sign == "*" or not is_letter or bool(re.search(r"\d\s*(?:ml|ML|g|G|kg|KG|l|L|cm|mm)$", before))


def _paired(text: str, amounts: list[Amount]) -> Iterator[tuple[str, str, Amount]]:
    """(words, name, amount): the name stands before its amount, or after it where the sentence begins with one."""
    first = not clean_name(text[: amounts[0].start])
    for place, amount in enumerate(amounts):
        before = amounts[place - 1].end if place else 0
        after = amounts[place + 1].start if place + 1 < len(amounts) else len(text)
        start, end = (amount.start, after) if first else (before, amount.end)
        name = clean_name(text[amount.end : after] if first else text[before : amount.start])
        if not first and place + 1 == len(amounts) and not name:
            name = clean_name(text[amount.end :])
        yield text[start:end].strip(" ,"), name, amount
