"""Forty orders as people write them in chats and letters; all of it is made up, no text of a real person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

# code: (name, specification, unit, barcode)
SHELF = {
    "HW500": ("泡沫洗手液", "500ml", "bottle", "6900000000017"), "HW5L": ("泡沫洗手液", "5L", "barrel", ""),
    "MJZ01": ("抽取式面巾纸", "3层100抽", "pack", "6900000000024"), "WSZ02": ("卷筒卫生纸", "12卷装", "pack", ""),
    "FYZ-A470": ("复印纸", "A4 70克", "pack", ""), "FYZ-A480": ("复印纸", "A4 80克", "pack", ""),
    "XJJ-15": ("洗洁精", "1.5kg", "bottle", ""), "LJD-L": ("垃圾袋大号", "50只", "roll", ""),
    "ST-N": ("一次性手套", "100只", "box", ""), "KQS24": ("矿泉水", "550ml 24瓶装", "carton", "6900000000031"),
    "HC250": ("红茶", "250g", "box", ""), "BLB-1": ("钢化玻璃杯", "", "each", ""),
    "CJ-3": ("三件套餐具", "", "set", ""), "MB-30": ("抹布", "30x30cm", "sheet", ""),
}  # fmt: skip
CUSTOMERS = {
    "示例望江楼饭庄": "13800000011", "示例望江楼茶社": "13800000012", "示例晚晴花店": "13800000013",
    "示例三味书屋": "13800000014",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A text, the lines that it asks for (code, quantity; None where it names none), and what else stands in it.

    rest: words that must be shown as not understood.
    """

    text: str
    lines: tuple[tuple[str, str | None], ...] = ()
    head: Mapping[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()

    def expected(self) -> list[tuple[str, Decimal | None]]:
        """The lines with numbers."""
        return [(code, None if number is None else Decimal(number)) for code, number in self.lines]


def case(text: str, *lines: tuple[str, str | None], rest: tuple[str, ...] = (), **head: str) -> Case:
    """Write one down."""
    return Case(text, lines, head, rest)


GOLDEN = [
    case("HW500 5瓶", ("HW500", "5")),
    case("hw500*2，MJZ01*3", ("HW500", "2"), ("MJZ01", "3")),
    case("ＨＷ５００　×　１２", ("HW500", "12")),
    case("抽取式面巾纸三包", ("MJZ01", "3")),
    case("面巾纸 x5", ("MJZ01", "5")),
    case("来两箱矿泉水", ("KQS24", "2")),
    case("矿泉水两箱，红茶3盒，洗洁精＊2", ("KQS24", "2"), ("HC250", "3"), ("XJJ-15", "2")),
    case("要2箱矿泉水和3盒红茶", ("KQS24", "2"), ("HC250", "3")),
    case("矿泉水2箱红茶3盒洗洁精5瓶", ("KQS24", "2"), ("HC250", "3"), ("XJJ-15", "5")),
    case("老板你好，麻烦送十二瓶洗洁精，谢谢", ("XJJ-15", "12")),
    case("1. 矿泉水 10箱\n2. 红茶 20盒\n3、垃圾袋大号 5卷", ("KQS24", "10"), ("HC250", "20"), ("LJD-L", "5")),
    case("①矿泉水 3箱 ②红茶 2盒", ("KQS24", "3"), ("HC250", "2")),
    case("一次性手套 20盒", ("ST-N", "20")),
    case("三件套餐具 4套", ("CJ-3", "4")),
    case("卷筒卫生纸12卷装 6包", ("WSZ02", "6")),
    case("6900000000031 4箱", ("KQS24", "4")),
    case("6900000000024\t10\t12.5", ("MJZ01", "10")),
    case("HW500\t5\t9.9\nMJZ01\t8\t12", ("HW500", "5"), ("MJZ01", "8")),
    case("洗手液 3瓶", ("HW500", "3")),
    case("复印纸A4 10包", ("FYZ-A470", "10")),
    case("FYZ-A480 10包 单价18.5", ("FYZ-A480", "10")),
    case("kqs 6箱", ("KQS24", "6")),
    case("红茶、洗洁精各5瓶", ("HC250", "5"), ("XJJ-15", "5")),
    case("红茶和抹布各3", ("HC250", "3"), ("MB-30", "3")),
    case("钢化玻璃杯：一百只，12元/只", ("BLB-1", "100")),
    case("抹布30x30cm 20张", ("MB-30", "20")),
    case("红茶250g*6", ("HC250", "6")),
    case("矿泉水（每箱24瓶）5箱", ("KQS24", "5")),
    case("红茶几盒", ("HC250", None)),
    case("红茶要2-3盒", ("HC250", None)),
    case("大概五盒红茶", ("HC250", "5")),
    case("红茶还有货吗？没有的话矿泉水3箱", ("KQS24", "3"), rest=("红茶还有货吗?",)),
    case("上次的手套不要了，换成抹布10张", ("MB-30", "10"), rest=("上次的手套不要了",)),
    case("给我来点彩虹糖10包", rest=("给我来点彩虹糖10包",)),
    case("示例晚晴花店 明天送 矿泉水5箱 月结", ("KQS24", "5"), customer="示例晚晴花店", wanted_date="2026-09-19",
         payment_terms="on_account"),
    case("我是示例三味书屋的，复印纸80克要20包，10月8日前送到", ("FYZ-A480", "20"), customer="示例三味书屋",
         wanted_date="2026-10-08"),
    case("客户：示例望江楼饭庄\n联系人：吴九\n电话：13800000011\n收货地址：示例省示例市样板路 100 号\n矿泉水：20箱\n备注：走后门",
         ("KQS24", "20"), customer="示例望江楼饭庄", contact_name="吴九", recipient_phone="13800000011",
         delivery_address="示例省示例市样板路 100 号", remark="走后门"),
    case("望江楼 红茶2盒", ("HC250", "2")),
    case("红茶10盒 送到样板路100号 周八 13800000099 货到付款", ("HC250", "10"), payment_terms="cash_on_delivery",
         recipient_phone="13800000099"),
    case("您好，附上采购单，请尽快安排：\n采购单号：PO-2026-77\nHW5L 泡沫洗手液5L 3桶\nMJZ01 抽取式面巾纸 40包，共 40 包\n要求9月25日到货，款到发货。",
         ("HW5L", "3"), ("MJZ01", "40"), external_number="PO-2026-77", wanted_date="2026-09-25", payment_terms="prepaid"),
    case("13800000013\n再来半箱矿泉水", ("KQS24", "0.5"), customer="示例晚晴花店"),
    case("HW500 不是洗手液是红茶 2瓶", ("HW500", "2")),
]  # fmt: skip
