"""Parameters of catalogue, contracts and orders."""

from danshu.parameters.registry import parameter
from danshu.parameters.types import ValueType

YES_NO = ValueType("boolean")
PERCENT = ValueType("percent", minimum=0, maximum=100, optional=True)

parameter(
    "card_expiry_warning_days",
    group="catalog",
    type="days",
    default=30,
    minimum=0,
    maximum=365,
    zh=("卡号到期预警", "卡号到期前多久标记"),
    en=("Card expiry warning", "How long before expiry a card is flagged"),
    is_used=False,
)

parameter(
    "contract_number_pattern",
    group="contracts",
    type="map",
    default={"letters": True, "digits": True, "hyphen": True, "minimum_length": 4, "maximum_length": 30},
    parts={
        "letters": YES_NO,
        "digits": YES_NO,
        "hyphen": YES_NO,
        "minimum_length": ValueType("integer", minimum=1, maximum=50),
        "maximum_length": ValueType("integer", minimum=1, maximum=50),
    },
    labels={
        "letters": ("字母", "Letters"),
        "digits": ("数字", "Digits"),
        "hyphen": ("连字符", "Hyphen"),
        "minimum_length": ("最少位数", "Minimum length"),
        "maximum_length": ("最多位数", "Maximum length"),
    },
    zh=("合同编号格式", "手工录入的合同编号允许的字符和长度"),
    en=("Contract number format", "Characters and length allowed in contract numbers typed by hand"),
    is_used=False,
)
parameter(
    "discount_limit",
    group="contracts",
    type="map",
    default={"SLS": 5, "BRC": 5, "SMG": 15},
    parts={"SLS": PERCENT, "BRC": PERCENT, "SMG": PERCENT},
    labels={
        "SLS": ("销售", "Sales representative"),
        "BRC": ("分公司人员", "Branch clerk"),
        "SMG": ("部门经理/主管", "Sales / department manager"),
    },
    zh=("折扣上限", "各角色可以给出的最大折扣（%），留空不限；更高的角色不限"),
    en=("Discount limit", "The largest discount a role may give, in percent; empty means none; higher roles have none"),
)

parameter(
    "self_review_allowed",
    group="sales",
    type="map",
    default={
        "goods": False,
        "service": False,
        "membership": False,
        "subscription": False,
        "certified_subscription": True,
        "keyword": False,
        "card": False,
    },
    parts=dict.fromkeys(
        ("goods", "service", "membership", "subscription", "certified_subscription", "keyword", "card"), YES_NO
    ),
    labels={
        "goods": ("商品订单", "Goods"),
        "service": ("服务订单", "Service"),
        "membership": ("会员订单", "Membership"),
        "subscription": ("订阅订单", "Subscription"),
        "certified_subscription": ("认证订阅订单", "Certified subscription"),
        "keyword": ("关键词订单", "Keyword"),
        "card": ("卡号订单", "Number card"),
    },
    zh=("允许自审", "哪些类型的订单可以由录入人自己审核"),
    en=("Own review", "For which types the person who entered an order may review it"),
)
parameter(
    "order_checklist_required",
    group="sales",
    type="boolean",
    default=True,
    zh=("提交前核对", "提交订单前必须确认核对清单"),
    en=("Checklist before submission", "The checklist must be confirmed before an order is submitted"),
)
parameter(
    "large_order_amount",
    group="sales",
    type="money",
    default=50000,
    minimum=0,
    maximum="1000000000",
    zh=("大额订单", "达到这个金额的订单要查信用并由主管审批"),
    en=("Large order", "From this amount an order needs a credit check and approval"),
)
parameter(
    "shop_auto_approve",
    group="sales",
    type="boolean",
    default=False,
    zh=("商城订单自动通过", "商城的商品订单不经审核直接通过"),
    en=("Automatic approval of shop orders", "Goods orders of the shop pass without review"),
    is_used=False,
)
parameter(
    "unpaid_cancel_hours",
    group="sales",
    type="hours",
    default=24,
    minimum=1,
    maximum=720,
    zh=("未付款取消", "多久没有付款的订单自动取消"),
    en=("Cancel unpaid orders", "After how long without payment an order is cancelled automatically"),
)
parameter(
    "auto_complete_days",
    group="sales",
    type="days",
    default=7,
    minimum=0,
    maximum=365,
    zh=("自动完成", "签收多久后订单自动完成"),
    en=("Automatic completion", "How long after receipt an order completes by itself"),
)
parameter(
    "over_delivery_percent",
    group="sales",
    type="percent",
    default=0,
    minimum=0,
    maximum=50,
    zh=("超发比例", "允许多发或多收的百分比"),
    en=("Over-delivery", "By how many percent more may be delivered or received"),
    is_used=False,
)
parameter(
    "paper_countersign_until",
    group="sales",
    type="date",
    default="2013-02-15",
    zh=("纸质会签截止日", "这一天及以前的订单用纸质会签"),
    en=("Countersigned on paper until", "Orders up to this day are countersigned on paper"),
    is_used=False,
)

parameter(
    "max_backdate_days",
    group="subscriptions",
    type="days",
    default=0,
    minimum=0,
    maximum=365,
    zh=("起始日最多提前", "新订阅的开始日期最多可以早于今天多少天"),
    en=("Latest back-dating", "How many days before today a new subscription may start"),
    is_used=False,
)
parameter(
    "max_future_days",
    group="subscriptions",
    type="days",
    default=180,
    minimum=0,
    maximum=3650,
    zh=("起始日最多推后", "新订阅的开始日期最多可以晚于今天多少天"),
    en=("Furthest start", "How many days ahead a new subscription may start"),
    is_used=False,
)
parameter(
    "test_max_months",
    group="subscriptions",
    type="months",
    default=1,
    minimum=1,
    maximum=12,
    zh=("测试订单期限", "测试订单最长多久"),
    en=("Test orders", "The longest term of a test order"),
    is_used=False,
)
parameter(
    "expiry_reminder_days",
    group="subscriptions",
    type="integers",
    default=[60, 30, 7, 1],
    minimum=0,
    maximum=365,
    zh=("到期提醒", "服务到期前多少天各提醒一次"),
    en=("Expiry reminders", "How many days before the end of a service reminders are sent"),
    is_used=False,
)
parameter(
    "renewal_window_days",
    group="subscriptions",
    type="days",
    default=90,
    minimum=0,
    maximum=3650,
    zh=("续签窗口", "到期前后多久以内的新订单算续签"),
    en=("Renewal window", "How far from the end of a service an order counts as renewal"),
    is_used=False,
)

parameter(
    "keyword_hold_working_days",
    group="keywords",
    type="working_days",
    default=2,
    minimum=1,
    maximum=30,
    zh=("关键词保留", "预订的关键词保留多久"),
    en=("Keyword hold", "How long a reserved keyword is held"),
    is_used=False,
)
parameter(
    "max_open_reservations",
    group="keywords",
    type="integer",
    default=20,
    minimum=1,
    maximum=1000,
    zh=("同时预订数", "每人同时可以保留的关键词数"),
    en=("Open reservations", "How many keywords one person may hold at a time"),
    is_used=False,
)
parameter(
    "re_reserve_wait_hours",
    group="keywords",
    type="hours",
    default=0,
    minimum=0,
    maximum=720,
    zh=("再次预订间隔", "同一人释放后多久才能再订同一关键词"),
    en=("Wait before reserving again", "How long the same person waits for the same keyword"),
    is_used=False,
)
parameter(
    "keyword_priority_days",
    group="keywords",
    type="days",
    default=15,
    minimum=0,
    maximum=365,
    zh=("续订优先期", "到期前多久内原持有人优先"),
    en=("Priority of the holder", "How long before the end the holder comes first"),
    is_used=False,
)
