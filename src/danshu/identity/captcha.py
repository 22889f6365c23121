"""The picture that asks whether a person is there, and its readable alternative (ACC-011)."""

from __future__ import annotations

import secrets
from datetime import datetime

from captcha.models import CaptchaStore
from django.utils.translation import gettext as _

# Without characters that look alike; only capitals, although small letters are accepted.
CHARACTERS = "ACDEFHJKLMNPRTUVWXY34679"
LENGTH = 4
QUESTION = "?"


def _picture() -> tuple[str, str]:
    text = "".join(secrets.choice(CHARACTERS) for _i in range(LENGTH))
    return text, text.lower()


def _question() -> tuple[str, str]:
    numbers = secrets.SystemRandom().sample(range(2, 10), 3)
    kind = secrets.choice(("max", "min", "sum"))
    answers = {"max": max(numbers), "min": min(numbers), "sum": sum(numbers)}
    return f"{QUESTION}{kind}:{','.join(map(str, numbers))}", str(answers[kind])


def new_captcha(*, readable: bool) -> str:
    """The key of a new captcha, valid 5 minutes; readable: a question in words instead of a picture."""
    CaptchaStore.remove_expired()
    return str(CaptchaStore.generate_key(_question if readable else _picture))


def question_of(key: str) -> str:
    """The question in the active language; "" when the captcha is a picture or does not exist."""
    challenge = CaptchaStore.objects.filter(hashkey=key).values_list("challenge", flat=True).first() or ""
    if not challenge.startswith(QUESTION):
        return ""
    kind, _colon, numbers = challenge[1:].partition(":")
    texts = {
        "max": _("%(numbers)s 这三个数里，最大的是几？"),
        "min": _("%(numbers)s 这三个数里，最小的是几？"),
        "sum": _("%(numbers)s 这三个数加起来是多少？"),
    }
    return texts[kind] % {"numbers": numbers.replace(",", _("、"))}


def is_picture(key: str, *, at: datetime) -> bool:
    """True when the key is that of a picture still valid."""
    found = CaptchaStore.objects.filter(hashkey=key, expiration__gt=at).values_list("challenge", flat=True).first()
    return found is not None and not found.startswith(QUESTION)


def solved(key: str, answer: str, *, at: datetime) -> bool:
    """True when the answer is right; right or wrong, the captcha is used up, also by a second request at once."""
    row = CaptchaStore.objects.filter(hashkey=key[:40], expiration__gt=at).first()
    if row is None:
        return False
    deleted, _kinds = CaptchaStore.objects.filter(pk=row.pk).delete()
    return deleted == 1 and secrets.compare_digest(row.response.encode(), answer.strip().lower().encode())
