"""What the review of customers refuses, with the way out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class ReviewPending(DomainError):
    """One open review for each customer (CUS-006)."""

    code = "vetting_pending"
    message = _("%(label)s 已有一项申请在等待审核（%(who)s %(when)s 提交的%(what)s）")
    way_out = _("等审核有结果，或请申请人撤回后再提交；不需要审核的内容可以单独修改")


class OwnSubmission(DomainError):
    """Nobody reviews what he submitted himself (INV-A1)."""

    code, status = "vetting_own", 403
    message = _("不能审核自己提交的申请")
    way_out = _("请主管或另一位有审核权限的人处理")


class Overtaken(DomainError):
    """What was submitted started from values that are not there any more (COM-012)."""

    code = "vetting_overtaken"
    message = _("%(fields)s在提交之后又被改过，申请依据的原值已经不对")
    way_out = _("拒绝这项申请，请申请人按现在的资料重新提交")


class NotSubmittedByYou(DomainError):
    """An application is taken back by whoever made it."""

    code, status = "vetting_not_yours", 403
    message = _("只有申请人 %(who)s 可以撤回")
    way_out = _("需要停止时，由审核人拒绝")


class VettedAlready(DomainError):
    """Only a customer that did not pass is submitted again."""

    code = "vetting_vetted"
    message = _("%(label)s 不需要再提交审核")
    way_out = _("它已通过审核，或正在等待审核；重新载入页面查看")


explain("vetting_one_open", lambda: ReviewPending(label="—", who="—", when="", what=""))
