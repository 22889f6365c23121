"""What pages say while nothing can be sent."""

from django.utils.translation import gettext_lazy as _

NO_SERVER = _("还没有配置发信服务器")
WAITS = _("邮件会排队等待。管理员在系统参数里填写发信服务器和发件人地址以后，自动发出")
