"""Why something is deleted (ORD-041)."""

from danshu.dictionaries.registry import coded_use, dictionary, listed_at
from danshu.recycling.permissions import VIEW_BIN

OTHER = "other"
REASON = dictionary(
    "recycling.reason", "删除原因", "Reasons for deletion",
    delivered=[("entry_error", "录入错误", "Entry error"), ("customer_cancelled", "客户取消", "Cancelled by customer"),
               ("duplicate", "重复", "Duplicate"), ("test", "测试数据", "Test data"), (OTHER, "其他", "Other")],
    used_in=("删除记录", "deleting records"),
)  # fmt: skip
coded_use(REASON, "recycling.Entry", "reason_code")
listed_at("recycling.entry", "recycling:bin", permission=VIEW_BIN)
