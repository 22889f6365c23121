"""The letters and notices of accounts: they are written where accounts and messages meet (SYS-033, COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.kit.actor import Actor
from danshu.notices.kinds import mandatory_kinds
from danshu.notices.letters import Example, Letter, Names, Words, letter
from danshu.notices.mailing import SECRET_MARK

RECOVERY = "identity.recovery_code"
APPROVED, REFUSED = "identity.registration_approved", "identity.registration_refused"
NAMES = Names()


def _delivered() -> Words:
    text = _(
        "您好 %(name)s：\n\n您的验证码是 %(code)s，10 分钟内有效，请勿告诉他人。\n不是您本人操作时不用理会，密码没有改变。"
    )
    return Words(_("找回密码的验证码"), text % NAMES)


def _example(actor: Actor, _number: str) -> Example:
    return Example(actor.name, {"name": actor.name, "code": SECRET_MARK})


letter(
    Letter(
        code=RECOVERY,
        label=gettext_lazy("找回密码的验证码"),
        occasion=gettext_lazy("同事找回密码时"),
        placeholders={"name": gettext_lazy("收件人的姓名"), "code": gettext_lazy("验证码")},
        delivered=_delivered,
        example=_example,
        required=frozenset({"code"}),
    )
)  # fmt: skip


def _approved() -> Words:
    text = _("您好 %(name)s：\n\n您申请的账号 %(user_name)s 已经开通，可以用申请时填写的密码登录。")
    return Words(_("员工账号已开通"), text % NAMES)


def _refused() -> Words:
    text = _(
        "您好 %(name)s：\n\n您申请的账号 %(user_name)s 没有通过审批。\n原因：%(reason)s\n需要时可以重新申请，或联系系统管理员。"
    )
    return Words(_("员工账号申请没有通过"), text % NAMES)


def _applicant(actor: Actor, _number: str) -> Example:
    return Example(actor.name, {"name": actor.name, "user_name": "zhangsan", "reason": "…"})


PLACES = {"name": gettext_lazy("收件人的姓名"), "user_name": gettext_lazy("申请的用户名")}
letter(
    Letter(
        code=APPROVED, label=gettext_lazy("员工账号已开通"), occasion=gettext_lazy("管理员通过员工账号申请时"),
        placeholders=PLACES, delivered=_approved, example=_applicant,
    )
)  # fmt: skip
letter(
    Letter(
        code=REFUSED, label=gettext_lazy("员工账号申请没有通过"), occasion=gettext_lazy("管理员拒绝员工账号申请时"),
        placeholders={**PLACES, "reason": gettext_lazy("拒绝的原因")}, delivered=_refused, example=_applicant,
        required=frozenset({"reason"}),
    )
)  # fmt: skip
mandatory_kinds(
    pgettext_lazy("通知类别", "账号"),
    identity__locked=gettext_lazy("账号被锁定"), identity__new_device=gettext_lazy("账号在新设备上登录"),
    identity__password_changed=gettext_lazy("密码已修改"), identity__registered=gettext_lazy("员工账号待审批"),
)  # fmt: skip
