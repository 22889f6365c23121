"""Rights of the catalogue with their default roles (02-catalog, table of default rights)."""

from danshu.kit.permissions import ALL_STAFF, permission

KEEPERS = "ADM OPA PUR STA"

ITEM_VIEW = permission("catalog.item.view", "查看商品", "View products", level="view", roles=ALL_STAFF)
ITEM_CREATE = permission("catalog.item.create", "新建商品", "Create products", level="create", roles=KEEPERS)
ITEM_EDIT = permission("catalog.item.edit", "修改商品", "Edit products", level="edit", roles=KEEPERS)
ITEM_DELETE = permission("catalog.item.delete", "删除商品", "Delete products", level="delete", roles=KEEPERS)
ITEM_INVALIDATE = permission(
    "catalog.item.invalidate", "失效商品", "Invalidate products", level="invalidate", roles=KEEPERS
)
ITEM_SHELF = permission(
    "catalog.item.shelf", "商品上下架", "Put products on or off sale", level="special", roles=KEEPERS
)
ITEM_IMPORT = permission("catalog.item.import", "导入商品", "Import products", level="import", roles="OPA ADM")
ITEM_EXPORT = permission("catalog.item.export", "导出商品", "Export products", level="export", roles="OPA ADM")
# cost is class 2 data (PRV-1): whoever sells sees prices, not what the goods cost us
COST_VIEW = permission(
    "catalog.cost.view", "查看进价", "See purchase prices", level="special", roles="ADM OPA PUR STA SMG FNC AUD"
)
CATEGORY_EDIT = permission("catalog.category.edit", "维护商品分类", "Maintain categories", level="edit", roles=KEEPERS)
CATEGORY_INVALIDATE = permission(
    "catalog.category.invalidate", "失效商品分类", "Invalidate categories", level="invalidate", roles=KEEPERS
)
UNIT_EDIT = permission(
    "catalog.unit.edit", "设置计量单位小数位", "Set decimal places of units", level="configure", roles="ADM OPA"
)
