"""What the words of a text say by themselves: lines, labels, telephone, address, day, payment. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from danshu.composing.reading.days import take_day
from danshu.composing.reading.marks import Scanned, Wanted
from danshu.composing.reading.numerals import number_of, plain
from danshu.composing.reading.splitting import LEADING, clean_name, take_price, wanted_in
from danshu.regions.parsing.people import SURE_NAME, name_worth

LONGEST = 4000
MOST = 60
LABELS = {
    "address": "收货地址|送货地址|收件地址|详细地址|地址|送到|送至|发到|发往|寄到", "recipient": "收货人|收件人",
    "contact": "联系人", "phone": "联系电话|手机号码?|电话|手机|tel|TEL|Tel",
    "customer": "客户名称|客户|公司名称|公司|单位|店名", "remark": "备注|说明", "day": "送货日期|到货日期|要货日期|交货日期",
    "number": "采购单号|订单号|单号|PO",
}  # fmt: skip
LABELLED = "|".join(rf"(?P<{name}>{words})" for name, words in LABELS.items())
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)|(?<!\d)(0\d{2,3})-(\d{7,8})(?!\d)")
ADDRESS = re.compile(
    r"(?:省|市|区|县|镇|乡|自治州|旗).{0,30}?(?:路|街|巷|弄|道|村|号|大厦|广场|园|栋|座)|(?:路|街|大道|巷)\s*\d+\s*号"
)
# what leads to an address, and what goes on with one
LED = re.compile(r"(?:请|麻烦)*(?:送到|送至|发到|发往|寄到|地址|送往)\s*[:]?\s*")
CONTINUED = re.compile(r"\S*(?:\s+[\dA-Za-z\-]+\s*(?:号|室|楼|栋|单元|层|座)\S*)*")
PAYMENT = (
    ("on_account", re.compile(r"月结(?:\d+天)?|账期|挂账|记账|下月付|月底(?:一起)?结")),
    ("cash_on_delivery", re.compile(r"货到(?:再)?付款|到付|收货(?:后|时)?付款|货到付")),
    (
        "prepaid",
        re.compile(r"先款后货|款到发货|先付款|已转账|已付款|已打款|钱已经?[转打付]|微信付|支付宝付|转账付款|预付"),
    ),
)
# said without a colon: 收货人韩三, 联系人是吴九
PERSON = re.compile(
    r"(收货人|收件人|联系人)(?:是|为|\s)*(?=(?!姓名|电话|手机|地址)[\u4e00-\u9fff]{2,4}(?:[\s,;。、\d]|电话|手机|$))"
)
NUMBERED = re.compile(r"(联系电话|手机号码?|电话|手机)\s*(?=\+?\d[\d\- ]{6,})")
FREIGHT = re.compile(
    r"(?:运费|邮费|快递费|物流费)\s*[:是]?\s*(\d{1,8}(?:\.\d{1,2})?)(?![\d.])\s*(?:元|块钱?)?(?!\s*(?:/|每|一))"
)
AGAINST = re.compile(r"不要|取消|别发|不用|退货|退掉|退回|算了|先不|不需要|少发|漏发|坏了|破损|换货")
ASKING = re.compile(r"[?？]|吗\s*$|呢\s*$|多少钱|什么价|有没有|有货没|能不能")
POLITE = re.compile(
    r"^(?:您好|你好|老板|亲|在吗|早上好|下午好|晚上好|早|谢谢|多谢|感谢|辛苦了?|麻烦了?|拜托了?|好的|收到|ok|OK|hi|Hi|hello|Hello|订货|下单|下个单|订单如下|"
    r"今天的?订单|尽快|加急|急|越快越好|请尽快(?:发货|安排)?|尽快(?:发货|安排|送)|安排一下|以上|如下|清单|货单|要货|补货|[\s,!.:~…])+$"
)  # fmt: skip
BREAK = re.compile(r"[\n;；。!！,]|(?<=[?？])|、")


def scan(text: str, *, today: date) -> Scanned:
    """Take a text of at most 4,000 characters apart; of more than 60 pieces the others stay as they are."""
    found = Scanned()
    pending: list[str] = []
    for count, piece in enumerate(_pieces(plain(text[:LONGEST]), found)):
        if count >= MOST:
            found.rest.append(piece)
        elif (words := _take_head(piece, found, today)).strip():
            _take_lines(words, found, pending)
    found.rest += pending
    return found


def _pieces(text: str, found: Scanned) -> Iterator[str]:
    """Sentences; what stands behind a label goes into the head at once."""
    for line in text.split("\n"):
        if not line.strip():
            continue
        if "\t" in line.strip() and (cells := [cell.strip() for cell in line.split("\t") if cell.strip()])[1:]:
            yield _from_cells(cells)
            continue
        yield from (piece for piece in BREAK.split(_take_labels(line, found)) if piece.strip())


def _from_cells(cells: list[str]) -> str:
    """A row copied from a sheet: words, then the quantity, then the price."""
    words = [cell for cell in cells if number_of(cell) is None or len(cell) > 7]
    numbers = [cell for cell in cells if cell not in words]
    price = f" @{numbers[1]}" if len(numbers) > 1 else ""
    return f"{' '.join(words)} x{numbers[0]}{price}" if numbers else " ".join(words)


def _take_labels(line: str, found: Scanned) -> str:
    """The line without its labelled parts; each reaches to the next label or to the end of its sentence."""
    line = NUMBERED.sub(r"\1:", PERSON.sub(r"\1:", line))
    marks = list(re.finditer(rf"(?:{LABELLED})\s*[:]\s*", line))
    if not marks:
        return line
    kept = line[: marks[0].start()]
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(line)
        value, after = line[mark.end() : end], ""
        if mark.lastgroup not in ("address", "remark"):
            cut = re.search(r"[,;；。、]", value)
            value, after = (value[: cut.start()], value[cut.start() :]) if cut else (value, "")
        name = str(mark.lastgroup)
        if name in ("number", "phone") and " " in value.strip():
            word = value.split()[0]
            value, after = word, f",{value[value.index(word) + len(word) :]}{after}"
        if name in ("recipient", "contact") and (number := PHONE.search(value)):
            value, after = value[: number.start()], f",{value[number.start() :]}{after}"
        if name == "day":
            kept += f",{value.strip()}送{after}"
        elif value.strip():
            found.labelled.setdefault(name, value.strip(" ,;；。"))
            kept += after
    return kept


def _take_head(piece: str, found: Scanned, today: date) -> str:
    """The sentence without telephone, address, day and payment; what they were is kept."""
    piece = re.sub(r"^\s*(?:\(?\d{1,2}[.)、](?!\d))\s*", "", piece)
    for match in PHONE.finditer(piece):
        found.phones.append("".join(group for group in match.groups()[:3] if group) or f"{match[4]}-{match[5]}")
    piece = PHONE.sub(" ", piece)
    if cost := FREIGHT.search(piece):
        found.freight = found.freight or cost[1]
        piece = FREIGHT.sub(" ", piece)
    for terms, pattern in PAYMENT:
        if pattern.search(piece):
            found.terms = found.terms or terms
            piece = pattern.sub(" ", piece)
    if not found.address and "address" not in found.labelled:
        piece, found.address = _take_address(piece)
    if found.wanted_date is None:
        piece, found.wanted_date, found.date_is_exact = take_day(piece, today)
    return piece


def _take_address(piece: str) -> tuple[str, str]:
    """The sentence without an address that stands in it unlabelled, and the address with a name right behind it."""
    match = ADDRESS.search(piece)
    if match is None:
        return piece, ""
    led = LED.search(piece[: match.start() + 1]) or LED.search(piece[: match.end()])
    start = led.end() if led else piece.rfind(" ", 0, match.start()) + 1
    rest = CONTINUED.match(piece, match.end())
    end = rest.end() if rest else match.end()
    after = re.match(r"\s+(\S{2,4})(?=\s|$)", piece[end:])
    if after and name_worth(after[1]) >= SURE_NAME:
        end += after.end()
    return f"{piece[: led.start() if led else start]} {piece[end:]}", piece[start:end].strip()


def _take_lines(piece: str, found: Scanned, pending: list[str]) -> None:
    """What the sentence asks for; names that wait for a quantity, and quantities that wait for a name, come together."""
    said = piece.strip()
    if POLITE.match(said) or not LEADING.sub("", said):
        return
    if AGAINST.search(said) or ASKING.search(said):
        found.rest += [*pending, said]
        pending.clear()
        return
    words, price = take_price(said)
    if price is not None and not clean_name(words) and found.wanted:  # …100支，单价6.8
        found.wanted[-1] = replace(found.wanted[-1], price=price)
        return
    made = wanted_in(said)
    if made and not made[0].name and made[0].quantity is not None and pending:
        made[0] = replace(made[0], name=clean_name(pending[-1]), text=f"{pending.pop()} {made[0].text}")
    if any(each.quantity is not None or each.notes for each in made):
        if "各" in said and made:
            found.wanted += [*_each_of(pending, made[0]), *_named_together(made[0]), *made[1:]]
            pending.clear()
            return
        found.rest += pending
        pending.clear()
        found.wanted += [each for each in made if each.name]
        found.rest += [each.text for each in made if not each.name]
        return
    pending.append(said)


def _each_of(pending: list[str], amount: Wanted) -> list[Wanted]:
    """洗手液、面巾纸各3箱: the quantity counts for all of them."""
    return [replace(amount, text=f"{name} … {amount.text}", name=clean_name(name)) for name in pending]


def _named_together(amount: Wanted) -> list[Wanted]:
    names = [clean_name(name) for name in re.split(r"和|跟|与|/|\+", amount.name)]
    names = [name for name in names if name] if all(len(name) > 1 for name in names) else [amount.name]
    note = () if len(names) == 1 else (_("几种商品共用一个数量"),)
    return [replace(amount, name=name, notes=(*amount.notes, *note)) for name in names if name]
