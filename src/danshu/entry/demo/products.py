"""Sixty invented products and services of a wholesaler."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from danshu.catalog.operations.create_category import create_category
from danshu.catalog.operations.create_item import create_item
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor

# category: code prefix, then (name, specification, price) of its goods
GOODS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "清洁用品": ("QJ", (
        ("泡沫洗手液 清爽型 500 ml", "12 瓶", "142.80"), ("泡沫洗手液 滋润型 500 ml", "12 瓶", "148.80"),
        ("浓缩洗衣液 薰衣草香 3 kg", "4 瓶", "118.00"), ("多用途消毒液 2.5 L", "6 桶", "88.80"),
        ("免洗洗手凝胶 500 ml", "12 瓶", "168.00"), ("强力洁厕剂 900 g", "12 瓶", "76.00"),
        ("玻璃清洁剂 500 ml", "12 瓶", "84.00"), ("厨房去油剂 1 kg", "12 瓶", "96.00"),
        ("洗洁精 柠檬香 5 kg", "4 桶", "92.00"), ("地板清洁液 2 L", "6 瓶", "102.00"))),
    "纸品": ("ZP", (
        ("抽取式面巾纸 3 层 130 抽", "24 包", "46.80"), ("卷筒卫生纸 4 层 200 g", "27 卷", "52.00"),
        ("擦手纸 单层 200 张", "20 包", "64.00"), ("大盘纸 3 层 700 g", "12 卷", "98.00"),
        ("厨房用纸 2 层 75 节", "24 卷", "72.00"), ("餐巾纸 双层 100 张", "40 包", "58.00"),
        ("湿厕纸 80 片", "24 包", "108.00"), ("手帕纸 4 层 10 片", "120 包", "66.00"))),
    "一次性用品": ("YP", (
        ("平口垃圾袋 60 × 80 cm", "50 只 × 20 卷", "69.00"), ("一次性丁腈手套 L", "100 只 × 10 盒", "235.00"),
        ("一次性纸杯 9 盎司", "50 只 × 20 条", "88.00"), ("一次性餐盒 750 ml", "300 只", "112.00"),
        ("竹筷 独立包装", "2000 双", "96.00"), ("保鲜膜 30 cm × 200 m", "12 卷", "138.00"),
        ("鞋套 加厚", "1000 只", "85.00"), ("医用口罩 三层", "50 只 × 40 盒", "260.00"))),
    "饮料": ("YL", (
        ("饮用纯净水 550 ml", "24 瓶", "26.00"), ("饮用纯净水 4.5 L", "4 桶", "32.00"),
        ("无糖乌龙茶 500 ml", "15 瓶", "54.00"), ("苏打水 原味 410 ml", "15 瓶", "48.00"),
        ("橙汁饮料 1 L", "12 盒", "86.00"), ("黑咖啡 美式 268 ml", "15 瓶", "98.00"),
        ("电解质饮料 柠檬 500 ml", "15 瓶", "62.00"), ("气泡水 白桃 480 ml", "15 瓶", "66.00"))),
    "办公": ("BG", (
        ("A4 复印纸 70 g", "500 张 × 5 包", "108.00"), ("A4 复印纸 80 g", "500 张 × 5 包", "126.00"),
        ("中性笔 0.5 mm 黑", "12 支", "18.00"), ("白板笔 可擦 黑", "10 支", "22.00"),
        ("文件夹 A4 双强力", "12 个", "78.00"), ("档案盒 55 mm", "20 个", "130.00"),
        ("透明胶带 48 mm × 100 m", "6 卷", "36.00"), ("便利贴 76 × 76 mm", "12 本", "28.00"),
        ("订书机 24/6", "1 台", "19.50"), ("碳粉盒 通用型", "1 支", "168.00"))),
    "五金耗材": ("WJ", (
        ("LED 灯泡 9 W", "20 只", "118.00"), ("插线板 5 位 3 m", "1 个", "45.00"),
        ("碱性电池 5 号", "40 节", "69.00"), ("碱性电池 7 号", "40 节", "66.00"),
        ("拖把 平板加大", "1 套", "58.00"), ("推水刮 75 cm", "1 把", "42.00"),
        ("清洁布 超细纤维", "50 条", "95.00"), ("防滑垫 60 × 90 cm", "1 张", "36.00"),
        ("工具箱 14 寸", "1 个", "88.00"), ("警示牌 小心地滑", "1 个", "25.00"))),
}  # fmt: skip
SERVICES = (
    ("FW-1001", "上门安装", "120.00"), ("FW-1002", "年度保养", "1800.00"), ("FW-1003", "设备检测", "260.00"),
    ("FW-1004", "加急配送", "80.00"), ("FW-1005", "陈列布置", "450.00"), ("FW-1006", "使用培训", "600.00"),
)  # fmt: skip


def build_products(actor: Actor, at: datetime) -> tuple[list[int], list[int]]:
    """Make categories and items; returns the keys of goods and of services."""
    carton, time = id_of("catalog.unit", "carton"), id_of("catalog.unit", "time")
    goods = []
    for name, (prefix, items) in GOODS.items():
        category = create_category(name=name, parent_id=None, actor=actor, at=at).pk
        for number, (title, specification, price) in enumerate(items, start=1001):
            values = _values(f"{prefix}-{number}", title, price, category, carton)
            values |= {"specification": specification, "purchase_price": _share(price, "0.78"),
                       "minimum_price": _share(price, "0.9")}  # fmt: skip
            goods.append(create_item(values=values, actor=actor, at=at).pk)  # type: ignore[arg-type]
    category = create_category(name="服务", parent_id=None, actor=actor, at=at).pk
    services = []
    for code, title, price in SERVICES:
        values = {**_values(code, title, price, category, time), "kind": "service"}
        services.append(create_item(values=values, actor=actor, at=at).pk)  # type: ignore[arg-type]
    return goods, services


def _values(code: str, name: str, price: str, category_id: int, unit_id: int) -> dict[str, Any]:
    return {"code": code, "name": name, "category_id": category_id, "unit_id": unit_id,
            "sale_price": Decimal(price), "tax_rate": Decimal(13)}  # fmt: skip


def _share(price: str, share: str) -> Decimal:
    return (Decimal(price) * Decimal(share)).quantize(Decimal("0.01"))
