"""Parameters that the review of customers adds to the register."""

from danshu.parameters.registry import parameter

# what says who the customer is, and what decides how he is treated
REVIEWABLE = {
    "name": ("客户名称", "Name"),
    "type": ("客户类型", "Type"),
    "licence_number": ("证照号码", "Licence number"),
    "legal_representative": ("法定代表人", "Legal representative"),
    "registered_address": ("注册地址", "Registered address"),
    "level": ("客户级别", "Level"),
    "category": ("客户分类", "Category"),
    "price_level": ("价格级别", "Price level"),
    "invoice_title": ("发票抬头", "Invoice title"),
    "invoice_tax_number": ("税号", "Tax number"),
}
parameter(
    "customer_review_fields", group="customers", type="choices", options=REVIEWABLE,
    default=["name", "type", "licence_number", "legal_representative", "level", "invoice_tax_number"],
    zh=("需要审核的客户资料", "开启「修改名称、证照等身份信息」的审核时，改动哪些内容要审核后才生效"),
    en=("Reviewed customer fields", "Which fields take effect only after review when changes of identity data are reviewed"),
)  # fmt: skip
