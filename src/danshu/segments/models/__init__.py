"""Records of segments, groups and rules of classes."""

from danshu.segments.models.classing import CategoryPlace, LevelRule, Proposal
from danshu.segments.models.group import ContactGroup, GroupedContact
from danshu.segments.models.segment import Member, Segment

__all__ = ["CategoryPlace", "ContactGroup", "GroupedContact", "LevelRule", "Member", "Proposal", "Segment"]
