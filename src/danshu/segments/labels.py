"""Words of the history of segments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.records import record_pages
from danshu.kit.trail import audited, field_labels
from danshu.segments.conditions import conditions_text
from danshu.segments.lifecycle import ProposalStatus


def _conditions(stored: Any) -> str:
    """In the reader's language: the history keeps them as they are stored."""
    return conditions_text(stored) if isinstance(stored, list) else str(stored or "")


field_labels(
    "segments.segment",
    {
        "name": _("分群名称"), "remark": _("备注"), "is_dynamic": pgettext_lazy("分群", "动态"), "is_all": _("全部条件都要满足"),
        "conditions": pgettext_lazy("分群", "条件"), "member_count": _("成员数"),
    },
    name=_("客户分群"), values={"conditions": _conditions},
)  # fmt: skip
field_labels(
    "segments.group",
    {
        "name": _("分组名称"), "remark": _("备注"), "is_public": pgettext_lazy("联系人分组", "公开"),
        "joined": _("加入的联系人"), "left": _("移出的联系人"),
    },
    name=_("联系人分组"),
)  # fmt: skip
field_labels(
    "segments.proposal", {"status": _("状态")}, name=_("分类与级别建议"), values={"status": ProposalStatus},
)  # fmt: skip
field_labels(
    "dictionaries.value",
    {
        "parent": _("上级分类"), "conditions": pgettext_lazy("分群", "条件"), "is_all": _("全部条件都要满足"),
        "rank": _("级别顺位"), "price_level": _("价格级别"), "min_paid": _("12 个月到账不少于"),
        "min_orders": _("12 个月订单不少于"), "min_score": _("价值评分不低于"),
    },
    values={"conditions": _conditions},
)  # fmt: skip
field_labels("segments.category_place", {}, name=_("客户分类的位置与规则"))
field_labels("segments.level_rule", {}, name=_("客户级别的规则"))
field_labels("parties.customer", {"segments": _("客户分群")})
record_pages({"segments.segment": "segments:segment", "segments.group": "segments:group"})
audited("segments.segment", "segments_segment")
audited("segments.group", "segments_contactgroup")
audited("segments.proposal", "segments_proposal")
