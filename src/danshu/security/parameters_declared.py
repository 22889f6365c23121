"""From when on many attempts are told to the administrators."""

from danshu.parameters.registry import parameter

parameter(
    "security_attempts_per_hour", group="system", type="integer", default=30, minimum=5, maximum=10_000,
    zh=("可疑尝试次数", "一个用户或网络地址一小时内没有生效的尝试超过这个次数，提醒系统管理员"),
    en=("Suspicious attempts", "Above this number of attempts without effect within an hour by one user or network address the administrators are told"),
)  # fmt: skip
