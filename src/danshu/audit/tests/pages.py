"""Visiting pages as an invented person: rights as the test says, sign-in left out.

# conftest.py of the module: from danshu.audit.tests.pages import visit

def test_something(visit):
    client = visit(CONFIGURE)
    client.get("/settings/...")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import translation

from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import EVERYTHING, Actor, Scope
from danshu.parameters.queries import begin_scope, end_scope

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "danshu.audit.tests.pages.Visits",
    "danshu.entry.middleware.RefusalMiddleware",
]
_visiting: list[Actor] = []
# Chinese in the frame of English pages: company, visitor and their unit with the letters of their pictures, a language
SHELL = ("单枢示例有限公司", "单", "管理员", "管", "总部", "简体中文", "中文")


class Visits:
    """Puts the visitor of the running request on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = request.actor = _visiting[-1]  # type: ignore[attr-defined]
        request.person = SimpleNamespace(must_change_password=False)  # type: ignore[attr-defined]
        begin_scope()
        with translation.override(actor.language):
            response = self.get_response(request)
        end_scope()
        return response


class Visitor(Client):
    """A browser in the hands of one person."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.actor = actor

    def request(self, **request: Any) -> Any:
        """Send one request as this person."""
        _visiting.append(self.actor)
        try:
            return super().request(**request)
        finally:
            _visiting.pop()

    def chinese_on(self, path: str, *data: str) -> list[str]:
        """Chinese words on a page besides the test's own data, the company and the visitor; for pages in English."""
        text = self.text(path)
        for known in sorted((*data, *SHELL), key=len, reverse=True):
            text = text.replace(known, "")
        return re.findall("[\u4e00-\u9fff]+", text)

    def text(self, path: str, **params: Any) -> str:
        """The words of a page, markup and repeated blanks taken out; fails unless it answers 200."""
        response = self.get(path, params)
        assert response.status_code == 200, (path, response.status_code)
        return words(response)


def words(response: Any) -> str:
    """What a person reads of an answer."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def filled(client: Client, path: str) -> dict[str, list[str]]:
    """The form of a page as the browser would send it back."""
    body = client.get(path).content.decode()
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        box = 'type="checkbox"' in tag or 'type="radio"' in tag
        if name and name[1] != "csrfmiddlewaretoken" and (not box or "checked" in tag):
            data.setdefault(name[1], []).append(unescape(value[1]) if value else ("on" if box else ""))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options)
        data[name] = [chosen[1] if chosen else ""]
    for name, text in re.findall(r'<textarea name="([^"]+)".*?>(.*?)</textarea>', body, re.DOTALL):
        data[name] = [unescape(text.strip())]
    return data


@pytest.fixture
def visit(settings: Any, db: None) -> Iterator[Callable[..., Visitor]]:
    """visit(permission, ..., user_id=1, language="zh-hans") opens a browser for a person with these rights."""
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"

    def open_browser(*codes: str, user_id: int = 1, language: str = "zh-hans") -> Visitor:
        grants = {SIGNED_IN: Scope(owner_ids=frozenset({user_id})), **dict.fromkeys(codes, EVERYTHING)}
        return Visitor(Actor(user_id, "管理员", unit_name="总部", language=language, grants=grants))

    yield open_browser
    end_scope()
