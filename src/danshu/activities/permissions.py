"""What may be done with dealings, and who holds it on delivery (03, default rights).

Recording a communication is the right of danshu.parties to record contact with a customer.
"""

from danshu.kit.permissions import permission
from danshu.parties.permissions import RECORD_CONTACT

__all__ = ["RECORD_CONTACT"]

_VIEW = "ADM OPA SLS SMG BRC ODK CSV FNC"
_EDIT = "ADM OPA SLS SMG BRC CSV"
_DECIDE = "ADM OPA SMG"

VIEW_COMMUNICATIONS = permission(
    "activities.communication.view", "查看交流记录", "View communications", level="view", roles=_VIEW
)
EDIT_LATER = permission(
    "activities.communication.edit_later", "修改与删除他人或过期的交流记录", "Edit and delete any communication",
    level="special", roles=_DECIDE,
)  # fmt: skip
SEE_CONFIDENTIAL = permission(
    "activities.communication.see_confidential", "查看保密的交流记录", "See confidential communications",
    level="special", roles=_DECIDE,
)  # fmt: skip
SEND_MAIL = permission(
    "activities.communication.send_mail", "给客户发邮件", "Send e-mails to customers", level="create", roles=_EDIT
)
EXPORT_COMMUNICATIONS = permission(
    "activities.communication.export", "导出交流记录", "Export communications", level="export", roles="ADM OPA"
)
IMPORT_COMMUNICATIONS = permission(
    "activities.communication.import", "导入交流记录", "Import communications", level="import", roles="ADM OPA"
)
VIEW_PLANS = permission("activities.plan.view", "查看交流计划", "View plans", level="view", roles=_VIEW)
EDIT_PLANS = permission(
    "activities.plan.edit", "新建与修改交流计划", "Create and edit plans", level="edit", roles=_EDIT
)
CONFIGURE_PLANS = permission(
    "activities.plan.configure", "计划设置", "Plan settings", level="configure", roles="ADM OPA"
)
