"""Why customers are given up (CUS-016)."""

from danshu.dictionaries.registry import dictionary

RELEASE_REASON = dictionary(
    "pool.release_reason", "释放原因", "Reasons for releasing customers",
    delivered=[
        ("no_demand", "暂无需求", "No demand for now"),
        ("not_reached", "多次联系不上", "Not reached several times"),
        ("wrong_region", "不在负责区域", "Outside of the region"),
        ("no_capacity", "精力不足", "No time for it"),
        ("other", "其他", "Other"),
    ],
    used_in=("释放客户到公海", "releasing customers to the pool"),
)  # fmt: skip
