"""Parameters that the pool adds to the register."""

from danshu.parameters.registry import parameter

parameter(
    "picks_per_day", group="customers", type="integer", default=10, minimum=1, maximum=1000,
    zh=("每日挑入上限", "每位业务员一天内最多从公海挑入或申请挑入多少个客户"),
    en=("Picks per day", "How many customers a sales representative may pick or apply for in one day"),
)  # fmt: skip
parameter(
    "max_locked_customers", group="customers", type="integer", default=20, minimum=1, maximum=1000,
    zh=("锁定客户数上限", "每位业务员最多同时锁定的客户数，含待审的申请"),
    en=("Locked customers per representative", "How many customers of a representative may be locked at once, open applications included"),
)  # fmt: skip
