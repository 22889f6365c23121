"""What pages say while nothing can be sent."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from danshu.notices.mailing import in_test_mode, mail_server
from danshu.ui.detail import Notice

NO_SERVER = _("还没有配置发信服务器")
WAITS = _("邮件会排队等待。管理员在系统参数里填写发信服务器和发件人地址以后，自动发出")
TEST_MODE = pgettext_lazy("系统", "消息测试模式")
NOTHING_LEAVES = _("消息测试模式已打开，什么都不发到外面")
IS_HELD = _("所有邮件暂存，事件推送等待。管理员在系统参数里关闭以后，在「发出的消息」逐封放行或放弃")


def standing() -> list[Notice]:
    """Why nothing is sent at present; empty when e-mails go out."""
    if in_test_mode():
        return [Notice(title=NOTHING_LEAVES, text=IS_HELD)]
    return [] if mail_server().is_complete else [Notice(title=NO_SERVER, text=WAITS)]


def queued_text(address: str) -> str:
    """What the writer of an e-mail is told about it."""
    if in_test_mode():
        text = gettext("消息测试模式已打开，发给 %(address)s 的邮件暂存")
    elif mail_server().is_complete:
        text = gettext("发给 %(address)s 的邮件已排队，马上发出")
    else:
        text = gettext("发给 %(address)s 的邮件已排队，配置发信服务器后发出")
    return text % {"address": address}
