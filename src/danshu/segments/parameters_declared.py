"""Parameters of value and classes."""

from danshu.parameters.registry import parameter

parameter(
    "value_score_recency", group="customers", type="integer", default=40, minimum=0, maximum=100,
    zh=("价值评分：最近下单的权重", "距最近一次订单越近得分越高，满一年为 0"),
    en=("Value score: weight of recency", "The nearer the last order, the higher the score; 0 after a year"),
)  # fmt: skip
parameter(
    "value_score_frequency", group="customers", type="integer", default=30, minimum=0, maximum=100,
    zh=("价值评分：下单次数的权重", "12 个月内满 12 单得满分"),
    en=("Value score: weight of frequency", "Twelve orders in 12 months give full points"),
)  # fmt: skip
parameter(
    "value_score_amount", group="customers", type="integer", default=30, minimum=0, maximum=100,
    zh=("价值评分：到账金额的权重", "12 个月内到账达到满分金额得满分"),
    en=("Value score: weight of the amount", "The full amount paid in 12 months gives full points"),
)  # fmt: skip
parameter(
    "value_score_full_amount", group="customers", type="money", default=100000, minimum=1, maximum=1000000000,
    zh=("价值评分：满分金额", "12 个月内到账多少得满分"),
    en=("Value score: full amount", "How much paid in 12 months gives full points"),
)  # fmt: skip
parameter(
    "class_change_mode", group="customers", type="choice", default="proposal",
    options={"proposal": ("提出建议，由人确认", "proposed, people confirm"), "automatic": ("自动调整", "changed automatically")},
    zh=("按规则调整分类与级别", "每夜按规则得出的客户分类与级别是先提出建议还是直接调整"),
    en=("Categories and levels by rules", "Whether the categories and levels that rules find every night are proposed or changed at once"),
)  # fmt: skip
