"""What may be done with tasks, and who holds it on delivery (19, default rights: every staff user)."""

from danshu.kit.permissions import ALL_STAFF, permission

VIEW = permission("tasks.task.view", "查看任务", "View tasks", level="view", roles=ALL_STAFF)
EDIT = permission("tasks.task.edit", "交办与处理任务", "Give and handle tasks", level="edit", roles=ALL_STAFF)
MANAGE = permission(
    "tasks.task.manage", "管理他人的任务", "Manage the tasks of others", level="special", roles="ADM SMG"
)
