"""Whose order it is and where it goes: customer, contact, telephone, address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from danshu.composing.reading.marks import Guess, Scanned, Sureness
from danshu.kit.actor import Actor
from danshu.kit.search import normalise
from danshu.parties.queries import customers_named, find_customers
from danshu.regions.parsing.marks import Mark
from danshu.regions.queries import parse

OFFERED = 6
TRIED = 6
CALLS = re.compile(
    r"^(?:(?:您|你)好|老板|我们?是|这里是|这边是|我们?|这里|这边|客户)+[\s,:]*|(?:这边|那边|老板|公司要|下单|订货|要货|订单|补货|的单子?|的|[\s,.:])+$"
)
SHORTEST = 2
SHORTEST_NAME, LONGEST_NAME, LONGEST_SENTENCE, SENTENCES = 4, 30, 40, 12
SENTENCE = re.compile(r"[\n,;。!?]")
LABELLED_CUSTOMER = re.compile(r"(?:客户名称|客户|公司名称|公司|单位|店名)\s*:")
GOES_TO = re.compile(r"地址|送到|送至|发到|发往|寄到|送往|收货|收件")


def take_customer(text: str, actor: Actor) -> tuple[str, Guess | None]:
    """The text without a customer who is named in the midst of a sentence, and who he is.

    Only whole names count, and of names within each other the longest. Where a label says whose order it is, where
    goods go there, or where two are named, the text stays as it is.
    """
    if LABELLED_CUSTOMER.search(text):
        return text, None
    sentences = [each.strip() for each in SENTENCE.split(text)[:SENTENCES] if not GOES_TO.search(each)]
    runs = {run for each in sentences for run in _runs(each)}
    found = customers_named(runs, actor=actor, limit=OFFERED)
    longest = [one for one in found if not any(one.name in other.name for other in found if other is not one)]
    if len(longest) != 1 or longest[0].name not in text:
        return text, None
    before, _name, after = text.partition(longest[0].name)
    before, after = CALLS.sub("", before), CALLS.sub("", after) if after.strip() else ""
    return f"{before}\n{after}", _guess(longest, Sureness.SURE, "", chosen=True)


def _runs(sentence: str) -> set[str]:
    """All runs of characters that may be a name."""
    text = sentence[:LONGEST_SENTENCE]
    return {
        text[start:end]
        for start in range(len(text))
        for end in range(start + SHORTEST_NAME, min(start + LONGEST_NAME, len(text)) + 1)
    }


def read_customer(scanned: Scanned, actor: Actor) -> tuple[Guess, list[str]]:
    """The customer, and the sentences that named him. Sure: his whole name, or a telephone that only he has."""
    labelled = scanned.labelled.get("customer", "")
    texts = [labelled] if labelled else _candidates(scanned.rest)
    for text in texts:
        words = CALLS.sub("", CALLS.sub("", text)).strip()
        if len(words) < SHORTEST or words.isdigit():
            continue
        found = find_customers(words, actor=actor, limit=OFFERED + 1)
        if found:
            return _judged(words, found), [text]
    for phone in _phones(scanned):
        if found := find_customers(phone, actor=actor, limit=OFFERED + 1):
            sure = len(found) == 1
            return _guess(found, Sureness.SURE if sure else Sureness.CHOOSE, _("按电话找到")), []
    note = _("文字里的“%(name)s”没有对应的客户") % {"name": labelled} if labelled else _("文字里没有认出客户")
    return Guess("customer", _("客户"), "", "", Sureness.CHOOSE, note), []


def _phones(scanned: Scanned) -> list[str]:
    return list(dict.fromkeys([*scanned.phones, *filter(None, [scanned.labelled.get("phone", "")])]))


def _candidates(rest: Sequence[str]) -> list[str]:
    """Sentences that may name a customer: those that say so first."""
    fitting = [text for text in rest if SHORTEST <= len(text) <= 40]
    return sorted(fitting, key=lambda text: not re.search(r"我们?是|这里是|这边是|公司|超市|店|酒店|餐厅|学校", text))[
        :TRIED
    ]


def _judged(words: str, found: Sequence[Any]) -> Guess:
    whole = [each for each in found if normalise(each.name) == normalise(words)]
    if len(whole) == 1:
        return _guess([*whole, *(each for each in found if each is not whole[0])], Sureness.SURE, "", chosen=True)
    if len(found) == 1:
        return _guess(found, Sureness.LIKELY, _("名称只写了一部分"))
    return _guess(found, Sureness.CHOOSE, _("有几个客户都像"))


def _guess(found: Sequence[Any], sureness: Sureness, note: str, *, chosen: bool = False) -> Guess:
    best = found[0] if chosen or sureness != Sureness.CHOOSE else None
    candidates = tuple((str(each.pk), each.name) for each in found[:OFFERED])
    return Guess(
        "customer", _("客户"), str(best.pk) if best else "", best.name if best else "", sureness, note, candidates
    )


def read_delivery(scanned: Scanned) -> Iterator[Guess]:
    """Address, division, recipient, contact and telephone as far as the text gives them."""
    address = scanned.labelled.get("address", "") or scanned.address
    sure = Sureness.SURE if scanned.labelled.get("address") else Sureness.LIKELY
    parsed = parse(address) if address else None
    phones = _phones(scanned)
    recipient = scanned.labelled.get("recipient", "")
    if address and parsed is not None:
        text, name = _address_and_name(address, recipient or parsed.recipient.value, given=bool(recipient))
        yield Guess("delivery_address", _("收货地址"), text[:300], text[:300], sure)
        if parsed.region and parsed.province.mark == Mark.SURE and not parsed.others:
            yield Guess("delivery_region", _("收货地区"), parsed.region, _region_text(parsed), Sureness.SURE)
        if name:
            is_sure = bool(recipient)
            yield Guess("recipient", _("收货人"), name[:50], name[:50], Sureness.SURE if is_sure else Sureness.LIKELY)
        if phones:
            yield _phone("recipient_phone", _("收货电话"), phones)
    elif recipient:
        yield Guess("recipient", _("收货人"), recipient[:50], recipient[:50], Sureness.SURE)
        if phones:
            yield _phone("recipient_phone", _("收货电话"), phones)
    elif phones:
        yield _phone("contact_phone", _("联系电话"), phones)
    if contact := scanned.labelled.get("contact", ""):
        yield Guess("contact_name", _("联系人"), contact[:50], contact[:50], Sureness.SURE)


def _region_text(parsed: Any) -> str:
    return "".join(part.value for name, part in parsed.parts() if name in ("province", "city", "district", "town"))


def _address_and_name(address: str, name: str, *, given: bool) -> tuple[str, str]:
    """The address without the recipient who stands in it."""
    if name and not given and name in address:
        address = address.replace(name, " ").replace("  ", " ")
    return address.strip(" ,;"), name


def _phone(name: str, label: str, phones: Sequence[str]) -> Guess:
    several = len(phones) > 1
    note = _("文字里有几个号码，取第一个") if several else ""
    return Guess(name, label, phones[0], phones[0], Sureness.LIKELY if several else Sureness.SURE, note)
