"""Texts become drafts that a person checks: what is sure is right, what is unknown is never invented (beyond no. 30)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from danshu.composing.reading.marks import Reading, ReadLine, Sureness
from danshu.composing.reading.numerals import number_of
from danshu.composing.reading.reader import read_text
from danshu.composing.reading.scanning import LONGEST, scan
from danshu.composing.tests.golden import GOLDEN, Case
from danshu.composing.tests.shelf import add_customers, stock_shelf
from danshu.sales.models import Order
from danshu.sales.tests.world import World

D = Decimal
TODAY = date(2026, 9, 18)  # a Friday


@pytest.fixture
def shop(world: World) -> World:
    """The company with the shelf and the customers of the texts."""
    stock_shelf()
    add_customers(world)
    for item in (world.soap, world.paper):
        item.is_on_sale = False
        item.save(update_fields=["is_on_sale"])
    return world


def read(world: World, text: str) -> Reading:
    return read_text(text, actor=world.clerk, today=TODAY)


def found_in(line: ReadLine) -> set[str]:
    """The codes that the line offers."""
    return {item.code for item in line.candidates} | ({line.item.code} if line.item else set())


def missed(case: Case, reading: Reading) -> Iterator[str]:
    """Expected lines that the reading offers nowhere, or with another quantity."""
    lines = list(reading.lines)
    for code, quantity in case.expected():
        line = next((x for x in lines if code in found_in(x) and x.wanted.quantity == quantity), None)
        if line is None:
            yield f"{case.text!r}: {code} × {quantity}"
        else:
            lines.remove(line)


@pytest.mark.spec("ORD-004", "ORD-005")
def test_the_golden_set_is_found_and_nothing_wrong_is_called_sure(shop: World) -> None:
    wanted, lost, wrong, surplus, head = 0, [], [], [], []
    for case in GOLDEN:
        reading = read(shop, case.text)
        wanted += len(case.lines)
        lost += missed(case, reading)
        expected = case.expected()
        taken = [
            (x.item.code if x.item else "", x.wanted.quantity) for x in reading.lines if x.sureness == Sureness.SURE
        ]
        wrong += [(case.text, each) for each in taken if each not in expected]
        if len(reading.lines) > len(expected):
            surplus.append((case.text, [line.wanted.text for line in reading.lines]))
        for name, value in case.head.items():
            guess = reading.guess(name)
            if guess is None or value not in (guess.value, guess.shown):
                head.append((case.text, name, guess))
        for words in case.rest:
            if words not in reading.rest:
                lost.append(f"{case.text!r}: {words!r} not shown, but {reading.rest}")
    assert wrong == [], "a line called sure must be exactly what the text asks for"
    assert surplus == [], "no line is invented"
    assert head == []
    assert len(lost) <= wanted * 5 // 100, "\n".join(lost)
    assert (len(GOLDEN) >= 40, wanted >= 50) == (True, True)
    assert not Order.objects.exists(), "reading stores nothing"


@pytest.mark.spec("ORD-005")
@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("HW500 5瓶", Sureness.SURE),
        ("6900000000017 5瓶", Sureness.SURE),
        ("HW500 5桶", Sureness.LIKELY),  # it is sold by the bottle
        ("HW500 大概5瓶", Sureness.LIKELY),
        ("红茶 5盒", Sureness.SURE),
        ("复印纸 5包", Sureness.CHOOSE),
        ("HW500 红茶 5瓶", Sureness.LIKELY),  # code and words disagree
        ("红茶250g*24 5盒", Sureness.LIKELY),  # packed by 24, or 24 wanted
        ("xijiejing 5瓶", Sureness.LIKELY),
        ("玻璃杯 5个", Sureness.LIKELY),
    ],
)
def test_only_whole_codes_and_names_are_sure(shop: World, text: str, mark: Sureness) -> None:
    (line,) = read(shop, text).lines
    assert (line.sureness, line.wanted.quantity) == (mark, D(5))
    assert (line.item is None) == (mark == Sureness.CHOOSE)


@pytest.mark.spec("ORD-005", "CAT-007")
def test_what_is_off_sale_is_never_taken(shop: World) -> None:
    (line,) = read(shop, f"{shop.soap.code} 5瓶").lines
    assert (line.item, line.sureness) == (None, Sureness.CHOOSE)
    assert shop.soap.code in line.notes[0]


@pytest.mark.spec("ACC-022", "INV-Z1")
def test_customers_outside_of_the_scope_are_not_found(shop: World) -> None:
    assert read(shop, "示例晚晴花店 红茶2盒").guess("customer").value  # type: ignore[union-attr]
    strange = read_text("示例晚晴花店 红茶2盒", actor=shop.stranger, today=TODAY)
    guess = strange.guess("customer")
    assert guess is not None
    assert (guess.value, guess.candidates) == ("", ())
    assert "示例晚晴花店" in strange.rest


@pytest.mark.spec("CUS-007")
def test_a_customer_is_sure_by_his_whole_name_and_chosen_where_several_are_alike(shop: World) -> None:
    sure, part, two = (
        read(shop, f"{name} 红茶2盒").guess("customer") for name in ("示例晚晴花店", "晚晴花店", "望江楼")
    )
    assert sure is not None
    assert part is not None
    assert two is not None
    assert (sure.sureness, part.sureness, two.sureness) == (Sureness.SURE, Sureness.LIKELY, Sureness.CHOOSE)
    assert {name for _key, name in two.candidates} == {"示例望江楼饭庄", "示例望江楼茶社"}
    assert two.value == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", "12"), ("2.5", "2.5"), ("两", "2"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("一百零五", "105"),
     ("三百二十", "320"), ("一千", "1000"), ("两万", "20000"), ("半", "0.5"), ("两三", None), ("箱", None), ("", None),
     ("百十", None)],
)  # fmt: skip
def test_numerals_are_read_or_not_at_all(text: str, number: str | None) -> None:
    assert number_of(text) == (None if number is None else D(number))


@pytest.mark.parametrize(
    ("text", "day"),
    [("明天送", date(2026, 9, 19)), ("后天要", date(2026, 9, 20)), ("大后天到货", date(2026, 9, 21)),
     ("下周三前送", date(2026, 9, 23)), ("周五送", date(2026, 9, 18)), ("周一送", date(2026, 9, 21)),
     ("25号送", date(2026, 9, 25)), ("3号前送", date(2026, 10, 3)), ("2026-12-01 送货", date(2026, 12, 1)),
     ("1月5日送", date(2027, 1, 5)), ("9月1日送的货坏", None), ("今天天气好", None), ("样板路25号送", None)],
)  # fmt: skip
def test_days_are_understood_as_people_say_them(text: str, day: date | None) -> None:
    assert scan(text, today=TODAY).wanted_date == day


@pytest.mark.spec("ORD-005")
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "王经理你好，这周五之前帮我们送：纸杯50条、吸管2箱，另外垃圾袋也来10卷。",
            [("纸杯", "50", "条"), ("吸管", "2", "箱"), ("垃圾袋", "10", "卷")],
        ),
        ("酱油（生抽）10瓶，醋5瓶，一共15瓶", [("酱油(生抽)", "10", "瓶"), ("醋", "5", "瓶")]),
        ("大米25kg 4袋，面粉 2.5公斤*6袋", [("大米", "4", "袋"), ("面粉", "6", "袋")]),
        ("不用送货了，自己来提，水泥20包", [("水泥", "20", "包")]),
        ("A-20型插座 x12", [("A-20型插座", "12", "")]),
        ("口罩50只装 10盒", [("口罩50只装", "10", "盒")]),
        ("打印纸 5 箱 / 墨盒 2 个", [("打印纸", "5", "箱"), ("墨盒", "2", "个")]),
        ("PO: 2026-88  螺丝M6x20 500个", [("螺丝M6", "500", "个")]),
        ("苹果10斤 香蕉5斤", [("苹果", "10", "斤"), ("香蕉", "5", "斤")]),
    ],
)
def test_words_alone_say_what_is_asked_for(text: str, lines: list[tuple[str, str, str]]) -> None:
    found = [(each.name, each.quantity, each.unit) for each in scan(text, today=TODAY).wanted]
    assert found == [(name, D(number), unit) for name, number, unit in lines]


def test_a_price_behind_a_comma_belongs_to_the_line_before() -> None:
    assert [each.price for each in scan("T8灯管 100支，单价6.8", today=TODAY).wanted] == [D("6.8")]


def test_a_text_without_end_is_read_to_its_limit() -> None:
    scanned = scan("红茶2盒\n" * 2000, today=TODAY)
    assert len(scanned.wanted) == 60
    assert len(scanned.rest) == LONGEST // 5 - 60
    assert scan("\0 \n ,;。", today=TODAY).wanted == []


@pytest.mark.spec("ORD-021")
@pytest.mark.parametrize(
    "text", ["x" + " " * 3980 + "y 3箱", "来要还订拿" * 799 + "x", "(" * 4000, "3箱来 " * 1000, "12/" * 1300]
)
def test_no_text_takes_long_to_read(text: str, shop: World) -> None:
    begun = time.process_time()

    read_text(text[:4000], actor=shop.clerk, today=TODAY)

    assert time.process_time() - begun < 4, "the worst of these took half a minute before lines were read in pieces"


@pytest.mark.spec("ORD-004", "CUS-007")
@pytest.mark.parametrize(
    "text",
    [
        "示例晚晴花店再订一批货",
        "示例晚晴花店要2盒红茶",
        "你好示例晚晴花店这边订2盒红茶，明天送",
        "红茶2盒\n我们示例晚晴花店急用",
    ],
)
def test_a_whole_name_in_the_midst_of_a_sentence_is_sure(shop: World, text: str) -> None:
    reading = read(shop, text)
    guess = reading.guess("customer")
    assert guess is not None
    assert (guess.shown, guess.sureness) == ("示例晚晴花店", Sureness.SURE)
    if "红茶" in text:
        assert [(x.item.code if x.item else "", x.wanted.quantity) for x in reading.lines] == [("HC250", D(2))]
    else:
        assert reading.rest == ["再订一批货"]


@pytest.mark.spec("CUS-007")
@pytest.mark.parametrize("text", ["示例望江楼饭庄和示例望江楼茶社再订一批货", "红茶2盒，送到示例晚晴花店后门"])
def test_two_names_and_a_place_say_not_whose_order_it_is(shop: World, text: str) -> None:
    guess = read(shop, text).guess("customer")
    assert guess is not None
    assert (guess.value, guess.sureness) == ("", Sureness.CHOOSE)


@pytest.mark.spec("ORD-004")
@pytest.mark.parametrize(
    "text",
    ["红茶2盒，收货人韩三 13800000077，运费50", "红茶2盒\n收货人：韩三\n电话：13800000077\n运费：50元",
     "红茶2盒 收货人是韩三，电话13800000077，快递费 50"],
)  # fmt: skip
def test_recipient_telephone_and_freight_are_read_with_and_without_a_colon(shop: World, text: str) -> None:
    reading = read(shop, text)
    head = {each.field: each.value for each in reading.head if each.value}
    assert head == {"recipient": "韩三", "recipient_phone": "13800000077", "freight": "50"}
    assert [(x.item.code if x.item else "", x.wanted.quantity) for x in reading.lines] == [("HC250", D(2))]
    assert reading.rest == []


@pytest.mark.spec("ORD-005")
def test_a_quantity_of_nothing_is_looked_at(shop: World) -> None:
    (line,) = read(shop, "HW500 x 0").lines
    assert (line.wanted.quantity, line.sureness) == (D(0), Sureness.LIKELY)
    assert "数量是 0" in line.notes[0]
