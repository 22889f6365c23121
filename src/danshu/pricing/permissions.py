"""Rights on prices with their default roles (02-catalog: prices are for OPA and SMG)."""

from danshu.kit.permissions import ALL_STAFF, permission

PRICE_VIEW = permission("pricing.price.view", "查看价格", "View prices", level="view", roles=ALL_STAFF)
PRICE_EDIT = permission("pricing.price.edit", "维护价格", "Maintain prices", level="edit", roles="OPA SMG")
PRICE_EXPORT = permission("pricing.price.export", "导出价格", "Export prices", level="export", roles="OPA SMG")
IMPORT_PRICES = permission("pricing.price.import", "导入价格", "Import prices", level="import", roles="OPA SMG")
