"""Parameters of the initial configuration that no single module owns (ACC-001)."""

from danshu.identity.rules.fields import CURRENCIES
from danshu.parameters.registry import parameter

parameter(
    "base_currency",
    group="general",
    type="choice",
    default="CNY",
    options={code: (code, code) for code in CURRENCIES},
    zh=("本位币", "金额没有另外注明时用的货币"),
    en=("Base currency", "The currency of amounts that name no other"),
)
parameter(
    "default_language",
    group="general",
    type="choice",
    default="zh-hans",
    options={"zh-hans": ("简体中文", "简体中文"), "en": ("English", "English")},
    zh=("默认语言", "新用户的语言，本人可以另选"),
    en=("Default language", "The language of new users; people may choose their own"),
)
