"""Parameters that orders add to the register."""

from danshu.parameters.registry import parameter

parameter(
    "review_exempt_channels", group="sales", type="text", default="integration",
    zh=("免审渠道", "这些渠道的订单，由持有「提交免审核订单」权限的账号提交、且没有待审事项时，直接通过审核；用逗号分隔"),
    en=("Channels without review", "Orders of these channels are approved on submission when the account may submit without review and nothing is open; separated by commas"),
)  # fmt: skip
parameter(
    "review_due_hours", group="sales", type="hours", default=4, minimum=1, maximum=80,
    zh=("审核时限（工作小时）", "订单提交后应在多少个工作小时内审核；按工作日历计算，超过的在审核台标红"),
    en=("Time to review (working hours)", "Within how many working hours an order is reviewed after submission; counted by the working calendar, overdue ones are red on the order desk"),
)  # fmt: skip
