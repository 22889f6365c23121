"""Who tells the company something (01, default rights). Reading what one is addressed by needs no right."""

from danshu.kit.permissions import permission

_WHO = "ADM OPA PLN"

EDIT = permission(
    "announcements.announcement.edit", "编写公告、查看阅读情况", "Write announcements and see who has read them",
    level="edit", roles=_WHO,
)  # fmt: skip
PUBLISH = permission(
    "announcements.announcement.publish",
    "发布和撤回公告",
    "Publish and withdraw announcements",
    level="special",
    roles=_WHO,
)
