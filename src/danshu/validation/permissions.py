"""Who lays down rules and who works through the review (SYS default rights: rules ADM, OPA)."""

from danshu.kit.permissions import permission

CONFIGURE = permission(
    "validation.rule.configure", "设置数据验证规则", "Set validation rules", level="configure", roles="ADM OPA"
)
VIEW_FAULTS = permission(
    "validation.fault.view", "查看数据审核", "View the data review", level="view", roles="ADM OPA SLS SMG BRC ODK CSV"
)
HANDLE_FAULTS = permission(
    "validation.fault.handle",
    "分派与接受数据问题",
    "Assign and accept data faults",
    level="edit",
    roles="ADM OPA SMG BRC",
)
RUN_REVIEW = permission(
    "validation.fault.review", "立即审核数据", "Run the data review", level="special", roles="ADM OPA"
)
EXPORT_FAULTS = permission(
    "validation.fault.export", "导出数据审核", "Export the data review", level="export", roles="ADM OPA"
)
