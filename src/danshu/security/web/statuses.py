"""What was tried, in words (SYS-032)."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from danshu.kit import attempts as kinds
from danshu.ui.statuses import Status, Statuses

KIND = Statuses({
    kinds.PASSWORD: Status(pgettext_lazy("安全日志", "密码或验证码错误"), "bad", "x"),
    kinds.LOCKED: Status(pgettext_lazy("安全日志", "锁定期间登录"), "bad", "x"),
    kinds.TOKEN: Status(pgettext_lazy("安全日志", "密钥或链接无效"), "bad", "x"),
    kinds.MISSING: Status(pgettext_lazy("安全日志", "记录不在范围内"), "warn", "x"),
    kinds.FORBIDDEN: Status(pgettext_lazy("安全日志", "没有权限"), "warn", "x"),
    kinds.FORM: Status(pgettext_lazy("安全日志", "表单凭据无效"), "warn", "x"),
    kinds.UPLOAD: Status(pgettext_lazy("安全日志", "文件被拒绝"), "warn", "x"),
    kinds.SCRIPT: Status(pgettext_lazy("安全日志", "脚本当作文字保存"), "info", "full"),
    kinds.LIMIT: Status(pgettext_lazy("安全日志", "次数超限"), "bad", "x"),
})  # fmt: skip
