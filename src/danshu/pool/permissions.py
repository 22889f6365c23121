"""Who sees the pool, releases, picks and locks; the defaults follow 03, default rights."""

from danshu.kit.permissions import permission

_DECIDE = "ADM OPA SMG"

VIEW = permission("pool.view", "查看客户公海", "View the customer pool", level="view", roles="ADM OPA SLS SMG")
RELEASE = permission(
    "pool.release", "释放客户到公海", "Release customers to the pool", level="special", roles="ADM OPA SLS SMG BRC"
)
PICK = permission("pool.pick", "从公海挑入客户", "Pick customers from the pool", level="special", roles="SLS SMG")
DECIDE_PICKS = permission(
    "pool.decide_picks", "审批挑入申请", "Decide applications for customers", level="review", roles=_DECIDE
)
LOCK = permission("pool.lock", "申请锁定客户", "Apply for locks of customers", level="special", roles="SLS SMG")
DECIDE_LOCKS = permission(
    "pool.decide_locks", "审核客户锁定", "Decide locks of customers", level="review", roles=_DECIDE
)
EXPORT = permission("pool.export", "导出公海与锁定", "Export the pool and locks", level="export", roles="ADM OPA")
