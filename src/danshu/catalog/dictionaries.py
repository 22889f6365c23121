"""Value lists of the catalogue: brands and units of measure (COM-015)."""

from danshu.catalog.permissions import ITEM_VIEW
from danshu.dictionaries.registry import dictionary, kept_elsewhere, listed_at

BRAND = dictionary("catalog.brand", "品牌", "Brands", used_in=("商品资料", "products"))
UNITS = (
    ("piece", "件", "piece"),
    ("each", "个", "each"),
    ("carton", "箱", "carton"),
    ("pack", "包", "pack"),
    ("bottle", "瓶", "bottle"),
    ("bag", "袋", "bag"),
    ("box", "盒", "box"),
    ("barrel", "桶", "barrel"),
    ("roll", "卷", "roll"),
    ("stick", "支", "stick"),
    ("set", "套", "set"),
    ("unit", "台", "unit"),
    ("sheet", "张", "sheet"),
    ("book", "本", "book"),
    ("handle", "把", "item"),
    ("pair", "双", "pair"),
    ("strip", "条", "strip"),
    ("can", "听", "can"),
    ("time", "次", "time"),
    ("hour", "小时", "hour"),
    ("day", "天", "day"),
    ("month", "月", "month"),
    ("year", "年", "year"),
    ("kg", "千克", "kg"),
    ("gram", "克", "g"),
    ("ton", "吨", "t"),
    ("metre", "米", "m"),
    ("square_metre", "平方米", "m²"),
    ("litre", "升", "l"),
)
UNIT = dictionary("catalog.unit", "计量单位", "Units of measure", delivered=UNITS, used_in=("商品资料", "products"))

# decimals of delivered units that are not counted in whole numbers, until somebody sets others (UnitDecimals)
DELIVERED_DECIMALS = {"hour": 1, "kg": 3, "ton": 3, "metre": 2, "square_metre": 2, "litre": 3}


def _categories() -> int:
    from danshu.catalog.models import Category

    return Category.objects.filter(is_valid=True).count()


kept_elsewhere(
    "商品分类", "Product categories", url_name="catalog:categories", permission=ITEM_VIEW, count=_categories,
    used_in=("商品资料，可以分级", "products, as a tree"),
)  # fmt: skip
listed_at("catalog.item", "catalog:items", permission=ITEM_VIEW, filters={"brand": "brand"})
