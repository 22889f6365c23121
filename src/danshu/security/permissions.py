"""Who reads the security log (SYS-032); nobody changes it."""

from danshu.kit.permissions import permission

VIEW = permission("security.log.view", "查看安全日志", "View security log", level="view", roles="ADM AUD")
EXPORT = permission("security.log.export", "导出安全日志", "Export security log", level="export", roles="ADM AUD")
