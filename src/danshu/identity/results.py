"""What the results in the sign-in log mean."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.ui.statuses import Status, Statuses

RESULTS = Statuses(
    {
        "signed_in": Status(_("登录成功"), "ok", "full"),
        "signed_out": Status(_("退出登录")),
        "wrong_password": Status(_("密码不正确"), "bad", "x"),
        "wrong_old_password": Status(_("修改密码时原密码不正确"), "bad", "x"),
        "unknown_user": Status(_("没有这个用户"), "bad", "x"),
        "disabled": Status(_("账号已停用"), "bad", "x"),
        "awaiting_approval": Status(_("账号待审批"), "warn", "x"),
        "locked": Status(_("已锁定，拒绝登录"), "warn", "x"),
        "address_refused": Status(_("网络地址不允许"), "warn", "x"),
    }
)
