"""Who watches background work and starts it again (SYS default rights: monitoring)."""

from danshu.kit.permissions import permission

VIEW = permission("outbox.job.view", "查看后台任务", "View background jobs", level="view", roles="ADM OPS AUD")
RETRY = permission("outbox.job.retry", "重试后台任务", "Retry background jobs", level="special", roles="ADM OPS")
EXPORT = permission("outbox.job.export", "导出任务日志", "Export job logs", level="export", roles="ADM OPS AUD")
