"""Basic information about the company (基本信息设置): what stands at the head of documents."""

from danshu.parameters.registry import parameter

parameter(
    "company_name",
    group="company",
    default="单枢示例有限公司",
    minimum=1,
    maximum=100,
    zh=("公司名称", "显示在页面标题和所有单据的抬头"),
    en=("Company name", "Shown in page titles and at the head of every document"),
)
parameter(
    "company_short_name",
    group="company",
    default="",
    maximum=20,
    zh=("公司简称", "侧边栏显示的名称；不填时用公司名称"),
    en=("Short name", "The name in the sidebar; the company name when empty"),
)
parameter(
    "company_address",
    group="company",
    default="",
    maximum=200,
    zh=("公司地址", "单据抬头的地址"),
    en=("Company address", "The address at the head of documents"),
)
parameter(
    "company_phone",
    group="company",
    default="",
    maximum=50,
    zh=("公司电话", "单据抬头的电话"),
    en=("Company phone", "The phone number at the head of documents"),
)
parameter(
    "company_email",
    group="company",
    default="",
    maximum=100,
    zh=("公司邮箱", "单据和邮件里的联系邮箱"),
    en=("Company e-mail", "The contact address on documents and in e-mails"),
)
parameter(
    "company_website",
    group="company",
    default="",
    maximum=100,
    zh=("公司网站", "单据里的网址"),
    en=("Company website", "The web address on documents"),
)
parameter(
    "company_tax_number",
    group="company",
    default="",
    maximum=30,
    zh=("税号", "统一社会信用代码，用于发票"),
    en=("Tax number", "The unified social credit code, used on invoices"),
)
parameter(
    "company_bank",
    group="company",
    default="",
    maximum=100,
    zh=("开户银行", "收款账户的开户行"),
    en=("Bank", "The bank of the account that receives payments"),
)
parameter(
    "company_bank_account",
    group="company",
    default="",
    maximum=40,
    zh=("银行账号", "收款账户的账号"),
    en=("Bank account", "The number of the account that receives payments"),
)
parameter(
    "print_header",
    group="company",
    type="long_text",
    default="",
    maximum=500,
    zh=("单据抬头文字", "印在公司名称下方"),
    en=("Text at the head of documents", "Printed below the company name"),
)
parameter(
    "print_footer",
    group="company",
    type="long_text",
    default="",
    maximum=500,
    zh=("单据页脚文字", "印在每页底部"),
    en=("Text at the foot of documents", "Printed at the bottom of each page"),
)
