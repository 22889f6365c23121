"""Parameters that orders add to the register."""

from danshu.parameters.registry import parameter

parameter(
    "review_exempt_channels", group="sales", type="text", default="integration",
    zh=("免审渠道", "这些渠道的订单提交后直接通过审核，用逗号分隔"),
    en=("Channels without review", "Orders of these channels are approved on submission; separated by commas"),
)  # fmt: skip
