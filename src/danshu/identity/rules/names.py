"""User names: 4 to 16 letters and digits (ACC-007)."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from danshu.identity.models import User
from danshu.identity.models.users import USER_NAME_PATTERN
from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem


class UserNameTaken(DomainError):
    """Another account has this name, capital letters or not."""

    code, status = "user_name_taken", 422
    message = _("用户名已被使用")
    way_out = _("换一个用户名；大小写不同也算相同")

    def __init__(self) -> None:
        super().__init__(field="user_name")


class EmployeeNumberTaken(DomainError):
    """Another account has this employee number."""

    code, status = "employee_number_taken", 422
    message = _("工号已被使用")
    way_out = _("核对工号，或先修改占用它的账号")

    def __init__(self) -> None:
        super().__init__(field="employee_number")


RULE = _("用户名为 4 到 16 个英文字母或数字，不能有符号、空格或汉字")

explain("user_name_unique", UserNameTaken)
explain("identity_user_user_name_key", UserNameTaken)
explain("employee_number_unique", EmployeeNumberTaken)


def is_user_name(text: str) -> bool:
    """True when the text has the form of a user name."""
    return re.fullmatch(USER_NAME_PATTERN.strip("^$"), text) is not None


def require_user_name(text: str) -> None:
    """Raise when the name has a wrong form or is taken, ignoring case."""
    if not is_user_name(text):
        raise FieldErrors([FieldProblem("user_name", "malformed", str(RULE))])
    if User.objects.filter(user_name__iexact=text).exists():
        raise UserNameTaken
