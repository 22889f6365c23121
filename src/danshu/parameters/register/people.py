"""Parameters of the common rules and of the domains about people: accounts, customers, leads."""

from danshu.parameters.registry import parameter
from danshu.parameters.types import ValueType

ATTACHMENT_TYPES = {
    "image": ("图片", "images"), "pdf": ("PDF", "PDF"), "excel": ("Excel 表格", "Excel"),
    "word": ("Word 文档", "Word"), "text": ("纯文本", "text"),
}  # fmt: skip
YES_NO = ValueType("boolean")

parameter(
    "company_timezone",
    group="general",
    type="zone",
    default="Asia/Shanghai",
    zh=("公司时区", "订单日期、服务期、工作日按这个时区计算"),
    en=("Company time zone", "Order dates, service periods and working days are counted in it"),
)
parameter(
    "page_size",
    group="general",
    type="rows",
    default=20,
    options={
        "10": ("10 行", "10 rows"),
        "20": ("20 行", "20 rows"),
        "50": ("50 行", "50 rows"),
        "100": ("100 行", "100 rows"),
    },
    zh=("每页行数", "列表每页显示的行数，个人可以另选"),
    en=("Rows per page", "How many rows a list shows; people may choose their own"),
)
parameter(
    "attachment_types",
    group="general",
    type="choices",
    default=list(ATTACHMENT_TYPES),
    options=ATTACHMENT_TYPES,
    zh=("附件类型", "允许上传的文件类型"),
    en=("Attachment types", "Kinds of files that may be uploaded"),
)
parameter(
    "attachment_max_mb",
    group="general",
    type="megabytes",
    default=20,
    minimum=1,
    maximum=200,
    zh=("附件大小上限", "单个附件的最大容量"),
    en=("Attachment size", "The largest single attachment"),
)
parameter(
    "attachment_max_count",
    group="general",
    type="integer",
    default=50,
    minimum=1,
    maximum=1000,
    zh=("附件个数上限", "一条记录最多有几个附件"),
    en=("Attachments per record", "How many attachments one record may have"),
)
parameter(
    "attachment_quota_mb",
    group="general",
    type="megabytes",
    default=2000,
    minimum=1,
    maximum=1_000_000,
    zh=("个人附件空间", "一个人上传的全部附件最多占用的空间"),
    en=("Attachment space per person", "How much all attachments of one person may take"),
)

parameter(
    "activation_hours",
    group="accounts",
    type="hours",
    default=48,
    minimum=1,
    maximum=720,
    zh=("激活链接有效期", "新账号激活链接多久后失效"),
    en=("Activation link validity", "After how long the activation link of a new account expires"),
    is_used=False,
)
parameter(
    "password_policy",
    group="accounts",
    type="map",
    default={"minimum_length": 8, "letters_and_digits": True},
    parts={"minimum_length": ValueType("integer", minimum=8, maximum=64), "letters_and_digits": YES_NO},
    labels={
        "minimum_length": ("最少字符数", "Minimum length"),
        "letters_and_digits": ("须同时有字母和数字", "Letters and digits required"),
    },
    zh=("密码规则", "设置新密码时检查"),
    en=("Password rule", "Checked when a new password is set"),
)
parameter(
    "login_max_failures",
    group="accounts",
    type="integer",
    default=5,
    minimum=3,
    maximum=20,
    zh=("登录失败次数", "连续输错多少次密码后锁定账号"),
    en=("Failed sign-ins", "How many wrong passwords in a row lock the account"),
)
parameter(
    "login_lock_minutes",
    group="accounts",
    type="minutes",
    default=15,
    minimum=1,
    maximum=1440,
    zh=("登录锁定时间", "锁定的账号多久后可以再试"),
    en=("Lock after failed sign-ins", "How long a locked account has to wait"),
)
parameter(
    "session_idle_minutes",
    group="accounts",
    type="minutes",
    default=30,
    minimum=5,
    maximum=720,
    zh=("空闲退出", "多久没有操作就自动退出登录"),
    en=("Idle end", "After how long without any action a session ends"),
)
parameter(
    "staff_self_registration",
    group="accounts",
    type="boolean",
    default=False,
    zh=("员工自助注册", "员工可以自己申请账号"),
    en=("Self-registration of staff", "Employees may apply for an account"),
)

parameter(
    "recycle_bin_days",
    group="customers",
    type="days",
    default=30,
    minimum=1,
    maximum=365,
    zh=("回收站保留", "删除的记录保留多久，之后清除"),
    en=("Recycle bin", "How long deleted records are kept before they are purged"),
)
parameter(
    "customer_review",
    group="customers",
    type="map",
    default={"identity_change": True, "deletion": True, "entry": False},
    parts={"identity_change": YES_NO, "deletion": YES_NO, "entry": YES_NO},
    labels={
        "identity_change": ("修改名称、证照等身份信息", "Change of identity data"),
        "deletion": ("删除", "Deletion"),
        "entry": ("新建", "Entry"),
    },
    zh=("客户资料审核", "哪些改动要审核后才生效"),
    en=("Review of customer data", "Which changes take effect only after review"),
)
parameter(
    "communication_late_days",
    group="customers",
    type="days",
    default=3,
    minimum=0,
    maximum=60,
    zh=("沟通补录期限", "沟通后超过多久才录入会标记为补录"),
    en=("Late communication entry", "After how long a communication entered later is flagged as late"),
)
parameter(
    "pool_idle_days",
    group="customers",
    type="days",
    default=30,
    minimum=1,
    maximum=3650,
    zh=("无跟进回收", "多久没有跟进的客户自动回到公海"),
    en=("Release without contact", "After how long without contact a customer returns to the pool"),
)
parameter(
    "pool_no_order_days",
    group="customers",
    type="days",
    default=180,
    minimum=1,
    maximum=3650,
    zh=("无订单回收", "多久没有订单的客户自动回到公海"),
    en=("Release without orders", "After how long without orders a customer returns to the pool"),
)
parameter(
    "pick_in_mode",
    group="customers",
    type="choice",
    default="approval",
    options={"approval": ("审批后领取", "after approval"), "direct": ("直接领取", "directly")},
    zh=("领取方式", "从公海领取客户是否要审批"),
    en=("Picking customers", "Whether taking a customer from the pool needs approval"),
)
parameter(
    "max_owned_customers",
    group="customers",
    type="integer",
    default=300,
    minimum=1,
    maximum=100000,
    zh=("客户数上限", "每位业务员最多负责的客户数"),
    en=("Customers per representative", "How many customers a sales representative may own"),
)
parameter(
    "lock_max_days",
    group="customers",
    type="days",
    default=90,
    minimum=1,
    maximum=3650,
    zh=("客户锁定上限", "一次最长锁定多久"),
    en=("Longest lock", "The longest time a customer may be locked"),
)
parameter(
    "new_customer_credit",
    group="customers",
    type="money",
    default=0,
    minimum=0,
    maximum="1000000000",
    zh=("新客户信用额度", "新建客户的默认信用额度"),
    en=("Credit of new customers", "The credit limit a new customer starts with"),
)

parameter(
    "lead_idle_days",
    group="marketing",
    type="days",
    default=7,
    minimum=1,
    maximum=365,
    zh=("线索回收", "多久没有跟进的线索回到线索池"),
    en=("Lead return", "After how long without contact a lead returns to the pool"),
    is_used=False,
)
parameter(
    "opportunity_idle_days",
    group="marketing",
    type="days",
    default=14,
    minimum=1,
    maximum=365,
    zh=("商机提醒", "商机多久没有进展时提醒"),
    en=("Opportunity alert", "After how long without progress an opportunity raises an alert"),
    is_used=False,
)
