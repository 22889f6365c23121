"""What the pool refuses, with the numbers and the way out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class CustomerTaken(DomainError):
    """Somebody was faster (CUS-017)."""

    code = "pool_customer_taken"
    message = _("这家客户已由 %(owner)s 挑入，不在公海了")
    way_out = _("回到公海，另选一家客户")


class AppliedAlready(DomainError):
    """One open application for each person and customer."""

    code = "pool_applied_already"
    message = _("你已申请挑入 %(label)s，正在等待审批")
    way_out = _("在「挑入申请」中查看进度，或撤回后重新申请")


class TooManyOwned(DomainError):
    """The limit of customers per representative, with the numbers (CUS-017)."""

    code = "pool_too_many_owned"
    message = _("%(who)s 已负责 %(count)s 家客户，上限是 %(limit)s 家")
    way_out = _("先释放不再跟进的客户")


class TooManyPicks(DomainError):
    """The limit of picks per day, with the numbers (CUS-017)."""

    code = "pool_too_many_picks"
    message = _("%(who)s 今天已挑入或申请 %(count)s 家客户，每天上限是 %(limit)s 家")
    way_out = _("明天再挑，或撤回今天的申请")


class FormerOwner(DomainError):
    """Who lost a customer waits some days (CUS-017)."""

    code = "pool_former_owner"
    message = _("%(who)s 是这家客户的前负责人，释放后 %(days)s 天内不能挑回")
    way_out = _("%(date)s 起可以申请")


class CustomerLocked(DomainError):
    """A lock keeps the customer where it is (CUS-018)."""

    code = "pool_customer_locked"
    message = _("%(label)s 由 %(owner)s 锁定到 %(to)s，不能释放、挑入或变更负责人")
    way_out = _("请主管解锁，或等锁定到期")


class CustomerKept(DomainError):
    """Running business keeps a customer with his owner (CUS-016)."""

    code = "pool_customer_kept"
    message = _("%(label)s 不能释放到公海：%(places)s")
    way_out = _("先办完这些业务，或由主管变更负责人")


class NotYours(DomainError):
    """Only who applied takes it back."""

    code, status = "pool_not_yours", 403
    message = _("这份申请由 %(who)s 提出，只有他能撤回")
    way_out = _("请他撤回，或由审批人拒绝")


class OwnApplication(DomainError):
    """Nobody decides what he applied for, or what concerns his own customer."""

    code, status = "pool_own_application", 403
    message = _("不能审批自己提出的申请，或自己负责的客户的锁定")
    way_out = _("请其他审批人处理")


class NoOwner(DomainError):
    """A lock is for the customer of somebody."""

    code = "pool_no_owner"
    message = _("%(label)s 没有负责人，不能锁定")
    way_out = _("先从公海挑入")


class LockRunning(DomainError):
    """One open application for a lock of each customer."""

    code = "pool_lock_running"
    message = _("%(label)s 已有待审的锁定申请")
    way_out = _("等主管审核后再申请")


class TooManyLocks(DomainError):
    """The limit of locked customers per representative, with the numbers (CUS-018)."""

    code = "pool_too_many_locks"
    message = _("%(who)s 已锁定或申请锁定 %(count)s 家客户，上限是 %(limit)s 家")
    way_out = _("等其他锁定到期，或请主管解锁")


class NotLocked(DomainError):
    """There is no lock to lift."""

    code = "pool_not_locked"
    message = _("%(label)s 现在没有锁定")
    way_out = _("重新载入页面查看现在的状态")


class LockOver(DomainError):
    """The days of an application ran out before anybody decided."""

    code = "pool_lock_over"
    message = _("申请的锁定到 %(to)s 为止，已经过期")
    way_out = _("拒绝这份申请，请负责人重新申请")


explain("pool_pick_one_open", lambda: AppliedAlready(label=""))
explain("pool_lock_one_open", lambda: LockRunning(label=""))
explain("pool_lock_one", lambda: LockRunning(label=""))
