"""Passwords: strength, common and former ones, and equal effort whether an account exists or not (ACC-007, ACC-014, V6)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

from danshu.identity.models import PasswordHistory
from danshu.identity.policy import PASSWORD_MAXIMUM, PASSWORDS_REMEMBERED, policy
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.search import normalise, pinyin_of

# What people here would think of first; digits and signs around them do not make them better.
CONTEXT_WORDS = frozenset(
    [
        "danshu",
        "admin",
        "administrator",
        "root",
        "system",
        "manager",
        "company",
        "password",
        "passwd",
        "mima",
        "guanli",
        "guanliyuan",
        "xitong",
        "dingdan",
        "order",
        "orders",
        "kehu",
        "customer",
        "xiaoshou",
        "sales",
        "cangku",
        "warehouse",
        "caiwu",
        "finance",
        "kucun",
        "stock",
        "fenxiao",
        "gongsi",
        "zongbu",
        "fengongsi",
        "shangmao",
        "huanying",
        "welcome",
        "denglu",
        "login",
        "qwerty",
        "woaini",
        "beijing",
        "shanghai",
    ]
)
READABLE = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"


@dataclass(frozen=True, slots=True)
class PreparedPassword:
    """A password that passed all rules, hashed before any transaction began (CC-10)."""

    hash: str = field(repr=False)


def prepare_password(
    raw: str, *, user_name: str, full_name: str = "", user_id: int | None = None, field_name: str = "password"
) -> PreparedPassword:
    """Check a new password and hash it.

    Raises FieldErrors with every rule it breaks; with `user_id` also when it is one of the last three (ACC-014).
    """
    problems = password_problems(raw, user_name=user_name, full_name=full_name)
    if not problems and user_id is not None and was_used(user_id, raw):
        text = _("不能使用最近 %(count)s 次用过的密码") % {"count": PASSWORDS_REMEMBERED}
        problems = [("used_before", text)]
    if problems:
        raise FieldErrors([FieldProblem(field_name, code, text) for code, text in problems])
    return PreparedPassword(make_password(raw))


def password_problems(raw: str, *, user_name: str = "", full_name: str = "") -> list[tuple[str, str]]:
    """All rules that a password breaks, as (code, text)."""
    rules, problems = policy(), []
    if len(raw) < rules.password_minimum:
        text = _("密码至少 %(limit)s 个字符，现在是 %(length)s 个")
        problems.append(("too_short", text % {"limit": rules.password_minimum, "length": len(raw)}))
    if len(raw) > PASSWORD_MAXIMUM:
        text = _("密码最多 %(limit)s 个字符，现在是 %(length)s 个")
        problems.append(("too_long", text % {"limit": PASSWORD_MAXIMUM, "length": len(raw)}))
    if rules.password_letters_and_digits and not (re.search(r"[A-Za-z]", raw) and re.search(r"\d", raw)):
        problems.append(("too_uniform", _("密码须同时有字母和数字")))
    if user_name and raw.casefold() == user_name.casefold():
        problems.append(("like_user_name", _("密码不能与用户名相同")))
    elif is_common(raw, full_name):
        problems.append(("common", _("这个密码太常见，容易被猜中；换一个别人想不到的")))
    return problems


def is_common(raw: str, full_name: str = "") -> bool:
    """True for passwords that lists of stolen ones contain, and for obvious words with decoration."""
    plain = normalise(raw)
    stem = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    own = {word for word in pinyin_of(full_name) if len(word) > 3}
    return plain in _common() or stem in CONTEXT_WORDS or stem in own or len(set(plain)) < 3


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def was_used(user_id: int, raw: str) -> bool:
    """True when it is one of the last three passwords, the present one included."""
    former = PasswordHistory.objects.filter(user_id=user_id).order_by("-id")[:PASSWORDS_REMEMBERED]
    return any(check_password(raw, entry.password) for entry in former)


def generated_password() -> str:
    """A password that is easy to read out and passes all rules: three groups of letters and digits."""
    groups = ("".join(secrets.choice(READABLE) for _i in range(4)) for _g in range(2))
    return "-".join([*groups, "".join(secrets.choice(DIGITS) for _i in range(4))])


@cache
def _dummy() -> str:
    return make_password(secrets.token_urlsafe(16))


def matches(raw: str, stored: str | None) -> bool:
    """Compare a typed password with a stored one; for an unknown account (None) the same effort without a chance."""
    if len(raw) > PASSWORD_MAXIMUM:
        raw = raw[:PASSWORD_MAXIMUM] + "\x00"
    ok = check_password(raw, stored or _dummy())
    return ok and stored is not None
