"""An invented person instead of sign-in: the shared parts know nobody's tables."""

from __future__ import annotations

from danshu.kit.actor import EVERYTHING, Actor

SOMEBODY = Actor(
    user_id=1,
    name="赵六",
    unit_name="总部 · 订单中心",
    grants={"gallery.export": EVERYTHING, "gallery.page": EVERYTHING},
)


class Somebody:
    """Signs an invented person in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = None if request.path.endswith("/sign-in/") else SOMEBODY
        return self.get_response(request)


PLAIN = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "danshu.ui.tests.middleware.Somebody",
    "danshu.entry.middleware.RefusalMiddleware",
]
