"""Refusals of change orders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class ChangeRunning(DomainError):
    """One open change per order."""

    code = "change_running"
    message = _("订单 %(number)s 已有待审的变更单 %(change)s")
    way_out = _("先由审核人决定，或由提出人撤回，再提新的变更")


class OrderMovedOn(DomainError):
    """The order is not any more what the proposal was made of."""

    code = "order_moved_on"
    message = _("提出变更后订单 %(number)s 又改过，变更单 %(change)s 不再适用")
    way_out = _("撤回或驳回这张变更单，按现在的订单重新提出")


class OwnChange(DomainError):
    """Nobody accepts what he proposed, or what concerns his own order (INV-A1)."""

    code, status = "own_change", 403
    message = _("不能审核自己提出的变更，或自己负责的订单的变更：%(number)s")
    way_out = _("请其他审核人处理")


class NotYourChange(DomainError):
    """Only who proposed takes it back."""

    code, status = "not_your_change", 403
    message = _("变更单 %(number)s 由 %(who)s 提出，只有他能撤回")
    way_out = _("请他撤回，或由审核人驳回")
