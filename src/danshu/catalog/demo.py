"""The assortment of the demo company: invented brands, sensible categories, entered by the catalogue's own operations."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from danshu.catalog.dictionaries import BRAND, UNIT
from danshu.catalog.models import Item
from danshu.catalog.operations.create_category import create_category
from danshu.catalog.operations.create_item import create_item
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.values import ItemValues
from danshu.dictionaries.operations.add_value import add_value
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor

LEAD = timedelta(days=200)
# category -> sub-categories, each with the prefix of its codes, tax rate and brand
TREE: dict[str, dict[str, tuple[str, int, str]]] = {
    "清洁用品": {"洗手与护肤": ("QJ-XS", 13, "澄岸"), "地面与厨卫": ("QJ-DM", 13, "澄岸"), "垃圾袋": ("QJ-LJ", 13, "澄岸")},
    "纸品": {"抽纸与卷纸": ("ZP-CJ", 13, "纸屿"), "擦手纸与湿巾": ("ZP-CS", 13, "纸屿")},
    "饮料": {"饮用水": ("YL-SH", 13, "泉禾"), "茶与咖啡": ("YL-CK", 13, "泉禾")},
    "办公": {"书写": ("BG-SX", 13, "墨栖"), "纸张本册": ("BG-ZB", 13, "墨栖"), "文件整理": ("BG-WJ", 13, "墨栖"),
           "办公设备": ("BG-SB", 13, "墨栖")},
    "劳保防护": {"手套口罩": ("LB-ST", 13, "安汀")},
    "服务": {"安装": ("FW-AZ", 6, ""), "保养维修": ("FW-BY", 6, ""), "培训": ("FW-PX", 6, "")},
}  # fmt: skip
# sub-category: name, specification, unit code, sale price, purchase price
GOODS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "洗手与护肤": (
        ("洗手液 500ml", "12 瓶/箱", "bottle", "12.50", "7.20"),
        ("洗手液 5L 桶装", "4 桶/箱", "barrel", "68.00", "41.00"),
        ("泡沫洗手液 300ml", "24 瓶/箱", "bottle", "15.80", "9.10"),
        ("免洗手消毒凝胶 500ml", "12 瓶/箱", "bottle", "22.00", "12.60"),
        ("护手霜 80g", "48 支/箱", "stick", "9.90", "4.80"),
    ),
    "地面与厨卫": (
        ("地面清洁剂 3.8L", "4 桶/箱", "barrel", "46.00", "27.50"),
        ("玻璃清洁剂 500ml", "12 瓶/箱", "bottle", "13.80", "7.60"),
        ("厨房重油污净 500ml", "12 瓶/箱", "bottle", "18.50", "10.20"),
        ("洁厕液 600ml", "20 瓶/箱", "bottle", "8.60", "4.40"),
        ("洗洁精 5kg", "4 桶/箱", "barrel", "32.00", "18.00"),
        ("平板拖把", "10 把/箱", "handle", "39.00", "21.00"),
        ("百洁布", "10 片/包", "pack", "6.80", "3.10"),
    ),
    "垃圾袋": (
        ("垃圾袋 45×50cm", "30 只/卷，40 卷/箱", "roll", "5.90", "3.00"),
        ("加厚垃圾袋 60×80cm", "30 只/卷，20 卷/箱", "roll", "11.80", "6.40"),
        ("平口大垃圾袋 90×110cm", "50 只/包，10 包/箱", "pack", "28.00", "15.50"),
    ),
    "抽纸与卷纸": (
        ("抽纸 3 层 120 抽", "24 包/箱", "carton", "58.00", "37.00"),
        ("软抽 4 层 100 抽", "18 包/箱", "carton", "66.00", "43.00"),
        ("卷纸 4 层 140g", "27 卷/箱", "carton", "49.00", "31.50"),
        ("大盘纸 700g", "12 卷/箱", "carton", "96.00", "62.00"),
    ),
    "擦手纸与湿巾": (
        ("擦手纸 200 抽", "20 包/箱", "carton", "89.00", "57.00"),
        ("厨房用纸 75 节", "24 卷/箱", "carton", "108.00", "70.00"),
        ("酒精湿巾 80 片", "24 包/箱", "carton", "132.00", "82.00"),
        ("餐巾纸 230mm", "50 包/箱", "carton", "75.00", "48.00"),
    ),
    "饮用水": (
        ("饮用纯净水 550ml", "24 瓶/箱", "carton", "28.00", "17.50"),
        ("饮用天然水 380ml", "24 瓶/箱", "carton", "31.00", "19.00"),
        ("桶装水 18.9L", "1 桶", "barrel", "18.00", "9.00"),
        ("苏打水 410ml", "15 瓶/箱", "carton", "42.00", "26.00"),
    ),
    "茶与咖啡": (
        ("绿茶 散装", "按重量", "kg", "128.00", "76.00"),
        ("红茶包 2g×100", "20 盒/箱", "box", "36.00", "20.00"),
        ("速溶咖啡 15g×40", "12 盒/箱", "box", "52.00", "31.00"),
        ("茉莉花茶 500ml", "15 瓶/箱", "carton", "45.00", "28.00"),
        ("柠檬茶 250ml", "24 盒/箱", "carton", "38.00", "22.50"),
    ),
    "书写": (
        ("中性笔 0.5mm 黑", "12 支/盒", "box", "14.40", "7.20"),
        ("中性笔 0.5mm 红", "12 支/盒", "box", "14.40", "7.20"),
        ("白板笔 四色", "4 支/套", "set", "12.00", "6.10"),
        ("记号笔 双头", "10 支/盒", "box", "19.00", "9.80"),
    ),
    "纸张本册": (
        ("复印纸 A4 70g", "500 张/包，8 包/箱", "carton", "168.00", "122.00"),
        ("复印纸 A3 70g", "500 张/包，5 包/箱", "carton", "228.00", "166.00"),
        ("笔记本 A5 80 页", "10 本/包", "book", "6.50", "3.20"),
        ("便签纸 76×76mm", "12 本/盒", "box", "21.00", "11.00"),
    ),
    "文件整理": (
        ("档案盒 A4 55mm", "10 只/箱", "each", "8.80", "4.60"),
        ("文件夹 双强力夹", "24 只/箱", "each", "7.20", "3.90"),
        ("抽杆夹 A4", "10 只/包", "pack", "9.50", "5.00"),
        ("订书机 24/6", "12 台/箱", "unit", "16.00", "8.30"),
        ("订书钉 24/6", "1000 枚/盒", "box", "2.20", "0.90"),
    ),
    "办公设备": (
        ("碎纸机 5 级保密", "1 台", "unit", "688.00", "455.00"),
        ("塑封机 A3", "1 台", "unit", "359.00", "231.00"),
        ("计算器 12 位", "20 台/箱", "unit", "38.00", "20.50"),
        ("白板 90×60cm", "1 块", "each", "86.00", "49.00"),
    ),
    "手套口罩": (
        ("一次性丁腈手套 M", "100 只/盒", "box", "29.00", "17.00"),
        ("线手套 加厚", "12 双/包", "pack", "18.00", "9.60"),
        ("防尘口罩", "50 只/盒", "box", "26.00", "13.80"),
        ("一次性鞋套", "100 只/包", "pack", "12.00", "5.60"),
    ),
}
# sub-category: name, unit code, sale price, minutes, by appointment
SERVICES: dict[str, tuple[tuple[str, str, str, int, bool], ...]] = {
    "安装": (
        ("上门安装", "time", "120.00", 90, True),
        ("皂液器安装", "time", "35.00", 20, True),
        ("饮水机安装", "time", "80.00", 60, True),
    ),
    "保养维修": (
        ("年度保养", "year", "1200.00", 240, True),
        ("碎纸机维修", "time", "150.00", 60, True),
        ("地面打蜡养护", "square_metre", "6.00", 3, True),
    ),
    "培训": (("清洁用品使用培训", "time", "600.00", 120, True),),
}
OFF_SALE = ("BG-SX-002",)
LOWEST = Decimal("0.9")


def build(actor: Actor, at: datetime) -> None:
    """Make 60 products in a tree of categories, brands included; nothing when there are any already.

    at: the demo's "now"; the assortment is older, so that orders of the past half year can name it.
    """
    if Item.objects.exists():
        return
    began = at - LEAD
    names = dict.fromkeys(brand for subs in TREE.values() for _prefix, _tax, brand in subs.values() if brand)
    brands = {name: add_value(dictionary=BRAND, name=name, actor=actor, at=began).pk for name in names}
    for top, subs in TREE.items():
        parent = create_category(name=top, actor=actor, at=began)
        for name, (prefix, tax, brand) in subs.items():
            category = create_category(name=name, parent_id=parent.pk, actor=actor, at=began)
            common: ItemValues = {"category_id": category.pk, "tax_rate": Decimal(tax), "brand_id": brands.get(brand)}
            _goods(name, prefix, brand, common, actor, began)
            _services(name, prefix, common, actor, began)
    for item in Item.objects.filter(code__in=OFF_SALE):
        set_sale_status(item_id=item.pk, is_on_sale=False, reason="停产", actor=actor, at=at - timedelta(days=20))


def _goods(sub: str, prefix: str, brand: str, common: ItemValues, actor: Actor, at: datetime) -> None:
    for number, (name, specification, unit, price, cost) in enumerate(GOODS.get(sub, ()), start=1):
        values: ItemValues = {
            **common,
            "code": f"{prefix}-{number:03d}",
            "name": f"{brand}{name}",
            "specification": specification,
            "barcode": _barcode(prefix, number),
            "unit_id": id_of(UNIT, unit),
            "sale_price": Decimal(price),
            "purchase_price": Decimal(cost),
            "minimum_price": (Decimal(price) * LOWEST).quantize(Decimal("0.01")),
            "guide_price": (Decimal(price) * Decimal("1.2")).quantize(Decimal("0.1")),
        }
        create_item(values=values, actor=actor, at=at)


def _services(sub: str, prefix: str, common: ItemValues, actor: Actor, at: datetime) -> None:
    for number, (name, unit, price, minutes, appointment) in enumerate(SERVICES.get(sub, ()), start=1):
        values: ItemValues = {
            **common,
            "code": f"{prefix}-{number:03d}",
            "name": name,
            "kind": "service",
            "unit_id": id_of(UNIT, unit),
            "sale_price": Decimal(price),
            "duration_minutes": minutes,
            "needs_appointment": appointment,
        }
        create_item(values=values, actor=actor, at=at)


def _barcode(prefix: str, number: int) -> str:
    """A number with the check digit of EAN-13 from the range for use inside a company (20...29)."""
    body = f"20{sum(ord(c) * 7**i for i, c in enumerate(prefix)) % 10**7:07d}{number:03d}"
    odd, even = (sum(int(digit) for digit in body[start::2]) for start in (0, 1))
    return f"{body}{-(odd + 3 * even) % 10}"
