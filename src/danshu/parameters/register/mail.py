"""The server that sends our e-mails. Its password is no parameter: it comes from the environment and is never shown."""

from danshu.parameters.registry import parameter

parameter(
    "mail_host",
    group="system",
    default="",
    maximum=200,
    zh=("发信服务器", "SMTP 服务器的地址；不填时邮件只排队，不发送。密码放在环境变量 DANSHU_SMTP_PASSWORD"),
    en=("Mail server", "The SMTP server; without it e-mails wait. Password: environment variable DANSHU_SMTP_PASSWORD"),
)
parameter(
    "mail_port",
    group="system",
    type="integer",
    default=587,
    minimum=1,
    maximum=65535,
    zh=("发信端口", "STARTTLS 通常是 587，TLS 通常是 465"),
    en=("Mail port", "Usually 587 for STARTTLS and 465 for TLS"),
)
parameter(
    "mail_security",
    group="system",
    type="choice",
    default="starttls",
    options={"starttls": ("STARTTLS", "STARTTLS"), "tls": ("TLS", "TLS"), "none": ("不加密", "Not encrypted")},
    zh=("发信加密", "与发信服务器的连接如何加密"),
    en=("Mail encryption", "How the connection to the mail server is encrypted"),
)
parameter(
    "mail_user",
    group="system",
    default="",
    maximum=200,
    zh=("发信账号", "登录发信服务器的用户名；不填时不登录"),
    en=("Mail account", "The user name at the mail server; without it we do not sign in there"),
)
parameter(
    "mail_sender",
    group="system",
    default="",
    maximum=200,
    zh=("发件人地址", "邮件的发件人；不填时用公司邮箱"),
    en=("Sender address", "Who e-mails come from; the company e-mail when empty"),
)
parameter(
    "message_test_mode",
    group="system",
    type="boolean",
    default=False,
    zh=("消息测试模式", "打开时所有邮件暂存、事件推送等待，什么都不发到外面；关闭后逐封放行或放弃"),
    en=(
        "Message test mode",
        "While it is on all e-mails are held and event notifications wait, nothing leaves the house; release or discard them after",
    ),
)
