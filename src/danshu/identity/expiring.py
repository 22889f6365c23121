"""What accounts leave behind (SYS-012)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.identity.models import EmailChange, PasswordLink, PasswordRecovery, Registration, Session
from danshu.kit.expiry import expiring


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _links(before: datetime) -> QuerySet[PasswordLink]:
    return PasswordLink.objects.filter(expires_at__lt=before)


def _recoveries(before: datetime) -> QuerySet[PasswordRecovery]:
    return PasswordRecovery.objects.filter(expires_at__lt=before)


def _addresses(before: datetime) -> QuerySet[EmailChange]:
    return EmailChange.objects.filter(expires_at__lt=before)


def _registrations(before: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(updated_at__lt=before)


expiring(
    "identity.registrations", _("过期的员工账号申请"), rows=_registrations, days=30,
    note=_("没有审批的和已处理的申请；账号不受影响，没有审批的可以重新申请"),
)  # fmt: skip
expiring(
    "identity.sessions", _("过期的登录会话"), rows=_sessions, days=7,
    note=_("已经不能再用；登录日志不受影响"),
)  # fmt: skip
expiring(
    "identity.password_links",
    _("过期的设置密码链接"),
    rows=_links,
    days=30,
    note=_("已经不能再用；重新发送会产生新的链接"),
)
expiring("identity.recoveries", _("过期的找回密码申请"), rows=_recoveries, days=30, note=_("已经不能再用"))
expiring(
    "identity.email_changes", _("没有确认的邮箱变更"), rows=_addresses, days=30, note=_("原来的邮箱不变，可以重新申请")
)
