"""Rights about claims; what people do with them belongs to the modules whose resources they hold."""

from danshu.kit.permissions import permission

EXPIRE_CLAIMS = permission(
    "holds.claim.expire", "释放到期的占用", "Release claims past their moment", level="special", roles="ADM"
)
