"""Old drafts go into the recycle bin by rules of their own (SYS-012, ORD-045)."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.expiry import other_cleanup
from danshu.recycling.permissions import CONFIGURE_CLEANUP

other_cleanup(
    _("清理草稿和旧单据"), note=_("按规则提出，确认后放进回收站，30 天内可以恢复"), url_name="recycling:cleanup",
    permission=CONFIGURE_CLEANUP,
)  # fmt: skip
