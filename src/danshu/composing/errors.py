"""Refusals of merging and splitting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class NothingToMerge(DomainError):
    """One order alone, or the one that stays among those that go."""

    code, status = "nothing_to_merge", 422
    message = _("合并至少需要两张不同的订单")
    way_out = _("勾选同一客户的两张或更多订单")


class TooManyToMerge(DomainError):
    """More than anybody reads through."""

    code, status = "too_many_to_merge", 422
    message = _("一次最多合并 %(limit)s 张订单，当前选择了 %(count)s 张")
    way_out = _("缩小选择后分批合并")


class NotMergeable(DomainError):
    """Its status does not allow it, or something happened to it already."""

    code = "not_mergeable"
    message = _("订单 %(number)s 不能合并：%(reason)s")
    way_out = _("去掉这张订单再合并；已审核的订单用变更单修改")


class Unlike(DomainError):
    """Two orders that differ in what an order has only once."""

    code = "orders_unlike"
    message = _("订单 %(number)s 与 %(kept)s 的%(what)s不同，不能合并")
    way_out = _("只合并客户、币种、类型、组织、付款和收票客户都相同的订单")


class NotSplittable(DomainError):
    """Its status does not allow it, or something happened to it already."""

    code = "not_splittable"
    message = _("订单 %(number)s 不能拆分：%(reason)s")
    way_out = _("未发货、没有退款的订单才能拆分；其余的走变更单或售后")


class ChangeWaits(DomainError):
    """A change order of it waits for its decision."""

    code = "change_waits"
    message = _("订单 %(number)s 有待审的变更单 %(change)s，不能拆分")
    way_out = _("先由审核人决定，或由提出人撤回变更单")
