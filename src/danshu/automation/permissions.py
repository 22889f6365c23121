"""Who lays down what happens by itself (17, default rights)."""

from danshu.kit.permissions import permission

VIEW = permission("automation.rule.view", "查看自动化规则", "View automatic rules", level="view", roles="ADM AUD")
CONFIGURE = permission(
    "automation.rule.configure", "设置自动化规则", "Configure automatic rules", level="configure", roles="ADM"
)
