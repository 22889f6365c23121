"""Who may change the working calendar (SYS default rights)."""

from danshu.kit.permissions import permission

CONFIGURE = permission("calendar.day.configure", "工作日历", "Working calendar", level="configure", roles="ADM")
