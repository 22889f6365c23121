"""Who reads the logs (SYS-005, SYS-006); nobody changes them."""

from danshu.kit.permissions import permission

VIEW = permission("audit.log.view", "查看日志", "View logs", level="view", roles="ADM AUD")
EXPORT = permission("audit.log.export", "导出日志", "Export logs", level="export", roles="ADM AUD")
CLEAN_UP = permission("audit.log.clean_up", "清理日志", "Clean up logs", level="special", roles="ADM")
