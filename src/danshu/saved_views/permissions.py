"""Everybody keeps views of his own; sharing them is for those who set the work of others."""

from danshu.kit.permissions import ALL_STAFF, permission

KEEP = permission("saved_views.view.keep", "保存自己的列表视图", "Keep own list views", level="edit", roles=ALL_STAFF)
SHARE = permission(
    "saved_views.view.share", "共享列表视图、设为岗位默认", "Share list views, set defaults of roles", level="configure",
    roles="ADM OPA SMG ODK",
)  # fmt: skip
