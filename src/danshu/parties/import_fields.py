"""The columns of a customer sheet: what they are called in Chinese and foreign files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.dictionaries.queries import named_choices
from danshu.exchange.fields import Choice, Field, FieldType
from danshu.parties import dictionaries as lists
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS, CustomerType

C = CUSTOMER_FIELDS
TYPES = (
    Choice(
        CustomerType.ENTERPRISE.value, CustomerType.ENTERPRISE.label,
        ("公司", "单位", "corporate", "company", "enterprise", "business"),
    ),
    Choice(
        CustomerType.INDIVIDUAL_BUSINESS.value, CustomerType.INDIVIDUAL_BUSINESS.label,
        ("个体户", "个体", "小型企业", "home office", "small business", "sole trader"),
    ),
    Choice(CustomerType.PERSON.value, CustomerType.PERSON.label, ("个人客户", "消费者", "consumer", "person", "individual")),
)  # fmt: skip


def values_of(code: str) -> Callable[[], Sequence[Choice]]:
    """The valid values of a dictionary, read when they are needed."""
    return lambda: [Choice(str(pk), label, names, is_key=True) for pk, label, names in named_choices(code)]


def _text(name: str, *synonyms: str, example: str = "") -> Field:
    declared = C[name]
    return Field(name, declared.label, max_length=declared.max_length, synonyms=synonyms, example=example)


def _value(name: str, code: str, *synonyms: str) -> Field:
    return Field(name, C[name].label, FieldType.CHOICE, choices=values_of(code), synonyms=synonyms)


CUSTOMER_COLUMNS = (
    Field("number", _("编号"), FieldType.CODE, max_length=30, synonyms=("系统编号", "KH"), hint=_("本系统的客户编号，只用来找到已有客户")),
    Field(
        "external_code", C["external_code"].label, FieldType.CODE, max_length=60,
        synonyms=("客户编号", "客户编码", "客户代码", "客户 ID", "会员编号", "CustomerID", "customer code", "customer no", "account"),
        example="C-1001",
    ),
    Field(
        "name", C["name"].label, required=True, max_length=50, example="示例青禾超市",
        synonyms=("客户", "客户全称", "名称", "公司名称", "单位名称", "企业名称", "CompanyName", "company", "customer", "customer name"),
    ),
    _text("short_name", "客户简称", "short name"),
    Field("type", C["type"].label, FieldType.CHOICE, choices=TYPES, synonyms=("类型", "客户性质", "细分", "segment", "type")),
    _text("licence_number", "统一社会信用代码", "信用代码", "营业执照号", "执照号码", "licence number", "registration number"),
    _text("legal_representative", "法人", "法人代表", "legal representative"),
    _value("industry", lists.INDUSTRY, "所属行业", "industry"),
    _value("size", lists.SIZE, "企业规模", "人员规模", "company size"),
    _text("website", "官网", "网站", "website", "web", example="https://example.com"),
    Field(
        "country", C["country"].label, max_length=60, synonyms=("国家", "国家/地区", "country", "nation"), example="中国"
    ),
    Field(
        "region", _("行政区划"), max_length=100, example="330106", hint=_("行政区划代码，或“浙江省 杭州市 西湖区”这样的名称"),
        synonyms=("行政区划代码", "区划代码", "省市区", "division", "division code", "region code"),
    ),
    _text("province", "省", "省/自治区", "省/直辖市", "州", "Region", "province", "state", example="浙江省"),
    _text("city", "市", "所在城市", "city", example="杭州市"),
    _text("district", "区", "县", "区/县", "district", "county"),
    _text("street", "地址", "街道", "联系地址", "公司地址", "通讯地址", "Address", "street", "address"),
    _text("postal_code", "邮编", "PostalCode", "postal code", "zip", "zip code"),
    _text("registered_address", "注册地址", "注册地", "registered address"),
    _text("phone", "电话", "座机", "联系电话", "公司电话", "Phone", "telephone", "tel", example="0571-88000000"),
    _text("mobile", "手机号", "手机号码", "移动电话", "mobile", "cell", "mobile phone", example="13800000000"),
    _text("fax", "传真号", "Fax"),
    _text("email", "电子邮箱", "邮件", "电子邮件", "e-mail", "mail", "email"),
    _text("payment_email", "付款邮箱", "payment email"),
    _text("invoice_email", "收票邮箱", "开票邮箱", "invoice email"),
    _value("source", lists.SOURCE, "来源", "source", "lead source"),
    _value("category", lists.CATEGORY, "分类", "客户类别", "category"),
    _value("level", lists.LEVEL, "级别", "等级", "客户等级", "level", "grade"),
    _value("intention", lists.INTENTION, "意向", "intention"),
    _value("status", lists.STATUS, "状态", "status"),
    _value("stage", lists.STAGE, "阶段", "stage"),
    _value("price_level", lists.PRICE_LEVEL, "价格等级", "price level", "price list"),
    Field(
        "payment_terms_days", _("账期（天）"), FieldType.INTEGER, minimum=0, maximum=3650, units=("天", "日", "days", "day"),
        synonyms=("账期", "账期天数", "付款账期", "信用期", "信用天数", "结算周期", "payment terms", "payment days", "credit days"),
        hint=_("有权设置客户信用的人导入时才写入"),
    ),
    Field(
        "credit_limit", _("信用额度"), FieldType.MONEY, scale=2, minimum=0, synonyms=("授信额度", "信用限额", "credit limit"),
        hint=_("有权设置客户信用的人导入时才写入"),
    ),
    Field("demand", C["demand"].label, FieldType.NOTE, max_length=500, synonyms=("需求描述", "demand", "needs")),
    Field("tags", C["tags"].label, max_length=200, synonyms=("客户标签", "tags", "labels"), hint=_("用逗号或顿号分开")),
    _text("currency", "币种", "currency"),
    _text("member_number", "会员号", "MID", "member number"),
    Field("owner", pgettext_lazy("客户", "负责人"), max_length=50, synonyms=("客户负责人", "业务员", "销售", "owner", "sales rep", "account manager")),
    Field("remark", C["remark"].label, FieldType.NOTE, max_length=500, synonyms=("说明", "备注信息", "remark", "notes", "comment")),
)  # fmt: skip
CONTACT_COLUMNS = (
    Field(
        "contact_name", _("联系人"), max_length=50, synonyms=("联系人姓名", "主要联系人", "ContactName", "contact", "contact person")
    ),
    Field("contact_position", _("联系人职务"), max_length=50, synonyms=("职务", "职位", "ContactTitle", "title", "position")),
    Field("contact_mobile", _("联系人手机"), max_length=30, synonyms=("contact mobile",)),
    Field("contact_phone", _("联系人电话"), max_length=30, synonyms=("contact phone",)),
    Field("contact_email", _("联系人邮箱"), max_length=100, synonyms=("contact email",)),
)  # fmt: skip
ADDRESS_COLUMNS = (
    Field("address_recipient", _("收货人"), max_length=50, synonyms=("收件人", "recipient", "ship to")),
    Field("address_phone", _("收货电话"), max_length=30, synonyms=("收件电话", "shipping phone")),
    Field("address_region", _("收货行政区划"), max_length=100, synonyms=("收货区划代码", "shipping division")),
    Field("address_street", _("收货地址"), max_length=200, synonyms=("送货地址", "收件地址", "shipping address")),
)
INVOICE_COLUMNS = (
    Field("invoice_title", INVOICE_FIELDS["title"].label, max_length=100, synonyms=("开票抬头", "抬头", "invoice title")),
    Field("invoice_tax_number", INVOICE_FIELDS["tax_number"].label, max_length=30, synonyms=("纳税人识别号", "税务登记号", "tax number", "vat")),
    Field("invoice_bank", INVOICE_FIELDS["bank"].label, max_length=100, synonyms=("开户银行", "bank")),
    Field("invoice_account", INVOICE_FIELDS["account"].label, max_length=40, synonyms=("账号", "银行账户", "bank account")),
)  # fmt: skip
CREDIT = ("credit_limit", "payment_terms_days")
COLUMNS = (*CUSTOMER_COLUMNS, *CONTACT_COLUMNS, *ADDRESS_COLUMNS, *INVOICE_COLUMNS)
