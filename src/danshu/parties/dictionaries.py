"""The dictionaries of customers and contacts with their delivered values (CUS-010, CUS-013, CUS-022)."""

from __future__ import annotations

from danshu.dictionaries.registry import dictionary, listed_at
from danshu.parties.permissions import VIEW_CONTACTS, VIEW_CUSTOMERS

_CUSTOMERS = ("客户资料", "customers")
_CONTACTS = ("联系人", "contacts")

# the source that asks who referred the customer (CUS-010)
REFERRAL = "referral"

SOURCE = dictionary(
    "parties.customer_source", "客户来源", "Customer sources",
    delivered=[
        ("exhibition", "展会", "Exhibition"),
        ("internet", "网络", "Internet"),
        ("telephone", "电话", "Telephone"),
        (REFERRAL, "客户介绍", "Customer referral"),
        ("self_registration", "自主注册", "Self-registration"),
        ("campaign", "市场活动", "Campaign"),
        ("distribution", "分销", "Distribution"),
        ("import", "数据导入", "Import"),
    ],
    used_in=_CUSTOMERS,
)  # fmt: skip
CATEGORY = dictionary(
    "parties.customer_category", "客户分类", "Customer categories",
    delivered=[
        ("chain", "连锁商超", "Retail chain"),
        ("wholesale", "批发商", "Wholesaler"),
        ("catering", "餐饮酒店", "Catering and hotels"),
        ("institution", "机关单位", "Institution"),
        ("retail", "零售客户", "Retail customer"),
    ],
    used_in=_CUSTOMERS,
)  # fmt: skip
LEVEL = dictionary(
    "parties.customer_level", "客户级别", "Customer levels",
    delivered=[("A", "A 级", "Level A"), ("B", "B 级", "Level B"), ("C", "C 级", "Level C")],
    used_in=_CUSTOMERS,
)  # fmt: skip
INTENTION = dictionary(
    "parties.customer_intention", "客户意向", "Customer intentions",
    delivered=[
        ("none", "无意向", "None"),
        ("low", "低", "Low"),
        ("medium", "中", "Medium"),
        ("high", "高", "High"),
        ("decided", "已决定", "Decided"),
    ],
    used_in=_CUSTOMERS,
)  # fmt: skip
STATUS = dictionary(
    "parties.customer_status", "客户状态", "Customer statuses",
    delivered=[
        ("potential", "潜在", "Potential"),
        ("in_contact", "接触中", "In contact"),
        ("quoted", "已报价", "Quoted"),
        ("signed", "已签约", "Signed"),
        ("in_service", "服务中", "In service"),
        ("expired", "已到期", "Expired"),
        ("lost", "已流失", "Lost"),
    ],
    used_in=_CUSTOMERS,
)  # fmt: skip
STAGE = dictionary(
    "parties.customer_stage", "客户阶段", "Customer stages",
    delivered=[
        ("new", "新客户", "New"),
        ("growing", "成长", "Growing"),
        ("steady", "稳定", "Steady"),
        ("declining", "下滑", "Declining"),
    ],
    used_in=_CUSTOMERS,
)  # fmt: skip
INDUSTRY = dictionary(
    "parties.industry", "行业", "Industries",
    delivered=[
        ("retail", "零售", "Retail"),
        ("catering", "餐饮住宿", "Catering and lodging"),
        ("manufacturing", "制造", "Manufacturing"),
        ("education", "教育", "Education"),
        ("health", "医疗卫生", "Health care"),
        ("property", "物业地产", "Property"),
        ("logistics", "物流运输", "Logistics"),
        ("government", "政府机构", "Government"),
        ("information", "信息技术", "Information technology"),
        ("other", "其他", "Other"),
    ],
    used_in=_CUSTOMERS,
)  # fmt: skip
SIZE = dictionary(
    "parties.company_size", "企业规模", "Company sizes",
    delivered=[
        ("micro", "20 人以下", "Under 20 people"),
        ("small", "20–99 人", "20–99 people"),
        ("medium", "100–499 人", "100–499 people"),
        ("large", "500 人以上", "500 people or more"),
    ],
    used_in=_CUSTOMERS,
)  # fmt: skip
PRICE_LEVEL = dictionary(
    "parties.price_level", "价格级别", "Price levels",
    delivered=[
        ("retail", "零售价", "Retail"),
        ("wholesale", "批发价", "Wholesale"),
        ("agreement", "协议价", "Agreement"),
    ],
    used_in=("客户资料、价格表", "customers, price lists"),
)  # fmt: skip
RELATION = dictionary(
    "parties.relation_type", "关系类型", "Relation types",
    delivered=[
        ("decision_maker", "决策人", "Decision maker"),
        ("user", "使用人", "User"),
        ("agent", "代理人", "Agent"),
        ("partner", "合作伙伴", "Partner"),
    ],
    used_in=("联系人、交流记录", "contacts, communications"),
)  # fmt: skip
DECISION_ROLE = dictionary(
    "parties.decision_role", "决策角色", "Decision roles",
    delivered=[
        ("decides", "拍板", "Decides"),
        ("influences", "影响", "Influences"),
        ("executes", "经办", "Handles"),
        ("none", "无", "None"),
    ],
    used_in=_CONTACTS,
)  # fmt: skip
_LISTED = ("source", "category", "level", "intention", "status", "stage", "industry", "size", "price_level")
listed_at(
    "parties.customer", "parties:customer_list", permission=VIEW_CUSTOMERS,
    filters={name: "field_size" if name == "size" else name for name in _LISTED},
)  # fmt: skip
listed_at("parties.contact", "parties:contact_list", permission=VIEW_CONTACTS)
