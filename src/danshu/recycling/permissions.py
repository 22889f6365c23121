"""Who looks into the bin, takes out of it and empties it; what lies there is seen as far as its own kind allows."""

from danshu.kit.permissions import permission

VIEW_BIN = permission(
    "recycling.entry.view", "查看回收站", "View recycle bin", level="view", roles="ADM ORA ODK SMG OPA SLS BRC CSV"
)
RESTORE = permission("recycling.entry.restore", "恢复已删除的记录", "Restore deleted records", level="special",
                     roles="ADM ORA SMG OPA")  # fmt: skip
PURGE = permission("recycling.entry.purge", "永久删除", "Purge", level="special", roles="ADM")
CONFIGURE_CLEANUP = permission(
    "recycling.cleanup.configure", "定期清理", "Regular cleanup", level="configure", roles="ADM"
)
