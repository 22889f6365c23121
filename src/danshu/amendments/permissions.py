"""Who may propose and decide change orders; the defaults follow those of orders (ORD-014, ORD-019)."""

from danshu.kit.permissions import permission

PROPOSE = permission(
    "amendments.propose", "提出订单变更", "Propose order changes", level="edit", roles="ORA SLS BRC ODK"
)
DECIDE = permission(
    "amendments.decide", "审核订单变更", "Decide order changes", level="review", roles="ODK ORA SMG CSV"
)
