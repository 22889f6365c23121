"""Who may be reminded, and may set reminders, on delivery (19, default rights: every staff user)."""

from danshu.kit.permissions import ALL_STAFF, permission

VIEW = permission("reminders.reminder.view", "查看提醒", "View reminders", level="view", roles=ALL_STAFF)
EDIT = permission(
    "reminders.reminder.edit", "设置与处理提醒", "Set and handle reminders", level="edit", roles=ALL_STAFF
)
