"""What segments refuse, and the way out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class SegmentNameTaken(DomainError):
    """Each segment has a name of its own."""

    code = "segment_name_taken"
    message = _("已有分群叫「%(name)s」")
    way_out = _("换一个名称，或修改已有的分群")


class FollowsConditions(DomainError):
    """Who is in a dynamic segment is not decided by hand."""

    code = "segment_follows_conditions"
    message = _("分群「%(name)s」是动态的，成员由条件决定")
    way_out = _("修改条件，或另建一个静态分群")


class NoConditions(DomainError):
    """There is nothing to hold against the customers."""

    code = "segment_no_conditions"
    message = _("分群「%(name)s」没有条件，成员由人挑选")
    way_out = _("先填写条件，或在客户列表中勾选后加入")


class GroupNameTaken(DomainError):
    """Nobody has two groups of one name."""

    code = "contact_group_name_taken"
    message = _("你已有联系人分组叫「%(name)s」")
    way_out = _("换一个名称，或使用已有的分组")


class NotYourGroup(DomainError):
    """A public group is renamed and deleted by who made it, or who manages them."""

    code, status = "contact_group_not_yours", 403
    message = _("联系人分组「%(name)s」由 %(owner)s 维护")
    way_out = _("请他修改，或另建一个自己的分组")


class CategoryInUse(DomainError):
    """A category that something uses is not deleted (CUS-011)."""

    code = "customer_category_in_use"
    message = _("客户分类「%(name)s」正在使用：%(places)s")
    way_out = _("先把这些客户、下级分类和条件改到别的分类")


class CategoryLoop(DomainError):
    """A category does not lie below itself."""

    code = "customer_category_loop"
    message = _("「%(name)s」不能放到自己或自己的下级之下")
    way_out = _("选择另一个上级分类")


class CategoryTooDeep(DomainError):
    """The tree has a limit."""

    code = "customer_category_too_deep"
    message = _("客户分类最多 %(limit)s 级")
    way_out = _("选择更高一级的上级分类")


class RankTaken(DomainError):
    """Each level has a rank of its own."""

    code = "customer_level_rank_taken"
    message = _("级别顺位 %(rank)s 已由「%(level)s」使用")
    way_out = _("换一个顺位，1 最高")


class ProposalOver(DomainError):
    """The customer changed since the rule looked at him."""

    code = "class_proposal_over"
    message = _("%(label)s 的%(what)s已不是提出建议时的值")
    way_out = _("今夜按规则重新计算；需要时直接调整")


explain("segments_levelrule_rank_key", lambda: RankTaken(rank="", level=""))
explain("contact_group_name_unique", lambda: GroupNameTaken(name=""))
explain("segments_segment_name_key", lambda: SegmentNameTaken(name=""))
