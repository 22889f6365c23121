"""The columns of a sheet of order lines: what they are called in Chinese and foreign files."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.exchange.fields import Choice, Field, FieldType
from danshu.parties.import_fields import TYPES
from danshu.sales.intake.types import BY_PAYMENT, BY_SHIPPING
from danshu.sales.lifecycle import OrderStatus

MOST = Decimal("99999999.99")
STATUSES = (
    Choice(OrderStatus.DRAFT, OrderStatus.DRAFT.label, ("未提交", "待处理", "open", "pending", "draft")),
    Choice(
        OrderStatus.COMPLETED, OrderStatus.COMPLETED.label,
        ("完成", "已签收", "已付款", "已发货", "交易成功", "completed", "complete", "done", "closed", "paid", "shipped",
         "delivered"),
    ),
    Choice(
        OrderStatus.CANCELLED, OrderStatus.CANCELLED.label,
        ("取消", "已关闭", "交易关闭", "作废", "cancelled", "canceled", "void"),
    ),
    Choice(BY_SHIPPING, _("有发货日期的已完成，其余为草稿"), ("by shipping date",)),
    Choice(BY_PAYMENT, _("付过款的已完成，其余已取消"), ("by payment",)),
)  # fmt: skip


def _money(name: str, label: object, *synonyms: str, hint: object = "", minimum: int | None = 0) -> Field:
    return Field(
        name, label, FieldType.MONEY, minimum=minimum, maximum=MOST, synonyms=synonyms, hint=hint  # type: ignore[arg-type]
    )  # fmt: skip


ORDER_COLUMNS = (
    Field(
        "number", _("订单编号"), FieldType.CODE, required=True, max_length=60, example="A-20260918-01",
        synonyms=("订单 ID", "订单号", "单号", "单据编号", "销售单号", "外部单号", "OrderID", "order id", "order no",
                  "order number", "order", "Transaction ID", "invoice number"),
    ),
    Field(
        "order_date", _("订单日期"), FieldType.DATE, example="2026-09-18",
        synonyms=("下单日期", "下单时间", "单据日期", "订单创建时间", "日期", "OrderDate", "order date", "purchase date",
                  "Transaction Date", "date"),
    ),
    Field("status", _("订单状态"), FieldType.CHOICE, choices=STATUSES, synonyms=("状态", "status", "order status")),
)  # fmt: skip
CUSTOMER_COLUMNS = (
    Field(
        "customer_code", _("客户编码"), FieldType.CODE, max_length=60, example="C-1001",
        synonyms=("客户 ID", "客户编号", "客户代码", "会员编号", "买家会员名", "CustomerID", "customer id", "customer code",
                  "customer no"),
    ),
    Field(
        "customer_name", _("客户名称"), max_length=50, example="示例青禾超市",
        synonyms=("客户", "客户全称", "公司名称", "购货单位", "买家", "customer", "customer name", "CompanyName", "company"),
    ),
    Field("customer_type", _("客户类型"), FieldType.CHOICE, choices=TYPES, synonyms=("客户性质", "细分", "segment"),
          hint=_("只用于新建的客户")),
    Field("country", _("国家"), max_length=60, synonyms=("国家/地区", "ShipCountry", "country")),
    Field("province", _("省"), max_length=50, synonyms=("省/自治区", "省份", "州", "ShipRegion", "province", "state")),
    Field("city", _("城市"), max_length=50, synonyms=("市", "ShipCity", "city")),
)  # fmt: skip
LINE_COLUMNS = (
    Field(
        "product_code", _("商品编码"), FieldType.CODE, max_length=50, example="P00001",
        synonyms=("产品 ID", "产品编码", "产品编号", "货号", "条码", "ProductID", "product id", "product code", "sku",
                  "item code"),
    ),
    Field(
        "product_name", _("商品名称"), max_length=50, example="洗手液 500ml",
        synonyms=("产品名称", "品名", "商品", "产品", "货品名称", "宝贝标题", "ProductName", "product name", "item name", "item",
                  "product"),
    ),
    Field("product_category", _("商品分类"), max_length=100,
          synonyms=("分类", "子类别", "小类", "category name", "sub-category"), hint=_("只用于新建的商品")),
    Field("product_parent", _("上级分类"), max_length=50, synonyms=("类别", "大类", "一级分类", "category"),
          hint=_("只用于新建的商品")),
    Field("unit", _("计量单位"), max_length=50, synonyms=("单位", "unit", "uom"), hint=_("只用于新建的商品")),
    Field(
        "quantity", pgettext_lazy("订单行", "数量"), FieldType.DECIMAL, required=True, minimum=Decimal("0.001"), scale=3,
        maximum=999_999_999, example="12", synonyms=("订购数量", "销售数量", "件数", "宝贝总数量", "Quantity", "qty"),
    ),
    Field(
        "unit_price", _("单价"), FieldType.MONEY, scale=4, minimum=0, maximum=MOST, example="12.50",
        synonyms=("销售单价", "成交单价", "价格", "UnitPrice", "unit price", "price", "Price Per Unit"),
    ),
    Field(
        "discount", pgettext_lazy("订单行", "折扣"), FieldType.PERCENT, minimum=0, maximum=1, hint=_("0.2 表示减去 20%"),
        synonyms=("折扣率", "Discount", "discount rate"),
    ),
    _money("amount", _("行金额"), "销售额", "金额", "小计", "折后金额", "行合计", "line total", "amount", "sales", "subtotal",
           "Total Spent", hint=_("折扣之后的金额；有这一列时以它为准")),
    _money("profit", _("利润"), "毛利", "profit", "margin", hint=_("行金额减利润就是成本"), minimum=None),
    Field("line_remark", _("行备注"), max_length=500, synonyms=("商品备注", "line note")),
)  # fmt: skip
HEAD_COLUMNS = (
    _money("freight", _("运费"), "邮费", "Freight", "shipping", "shipping fee", hint=_("整单一次，各行重复的只算一次")),
    _money("paid", _("实付金额"), "买家实际支付金额", "实收金额", "paid", "amount paid", hint=_("整单一次，已减去退款；与订单合计不同的会提示")),
    _money("refunded", _("退款金额"), "已退金额", "refunded", "refund", hint=_("整单一次")),
    Field("currency", _("币种"), FieldType.CODE, max_length=3, synonyms=("货币", "currency"), example="CNY"),
    Field("wanted_date", _("要求送达"), FieldType.DATE,
          synonyms=("要求日期", "交货日期", "RequiredDate", "required date", "due date")),
    Field("shipped_on", _("发货日期"), FieldType.DATE,
          synonyms=("发货时间", "出库日期", "ShippedDate", "shipped date", "ship date")),
    Field("shipping", _("邮寄方式"), max_length=50, synonyms=("配送方式", "物流公司", "ShipVia", "ship mode", "carrier")),
    Field("recipient", _("收货人"), max_length=50, synonyms=("收件人", "收货人姓名", "ShipName", "recipient", "ship to")),
    Field("recipient_phone", _("收货电话"), max_length=30, synonyms=("收件电话", "联系手机", "recipient phone")),
    Field("street", _("收货地址"), max_length=190,
          synonyms=("地址", "收件地址", "送货地址", "ShipAddress", "delivery address", "shipping address", "address")),
    Field("payment_method", _("支付方式"), max_length=30, synonyms=("付款方式", "Payment Method", "payment")),
    Field("remark", _("备注"), FieldType.NOTE, max_length=500, synonyms=("订单备注", "买家留言", "remark", "notes", "note")),
)  # fmt: skip
COLUMNS = (*ORDER_COLUMNS, *CUSTOMER_COLUMNS, *LINE_COLUMNS, *HEAD_COLUMNS)
