"""Everybody reads what was sent to him."""

from danshu.kit.permissions import ALL_STAFF, permission

READ = permission("notices.notice.view", "站内通知", "Notices", level="view", roles=ALL_STAFF)
