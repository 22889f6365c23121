"""What every page says to the browser, and that reading changes nothing (SEC-V3, V14), over the table of addresses."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client

from danshu.kit.web import PUBLIC
from tests.architecture.test_urls import Page, pages
from tests.faults.addresses import address_of
from tests.faults.crash import digest
from tests.faults.town import Town

pytestmark = pytest.mark.slow
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
# Directives without which a page could be made to run or load what is not ours.
POLICY = ("default-src 'self'", "object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'", "form-action 'self'")
# Reading a page leaves these: when the session was last used, that a refusal, an attempt in vain or a reveal happened, what was seen.
TOUCHED_BY_READING = {
    "identity_session",
    "django_session",
    "captcha_captchastore",
    "audit_auditentry",
    "security_attempt",
}
HIDDEN = re.compile(r"django|python|granian|wsgi", re.IGNORECASE)


def readable() -> list[Page]:
    """All pages but those that end the session by themselves."""
    return [page for page in pages() if page.name not in ("identity:sign_out", "access:first_start")]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def complaints(page: Page, answer: Any) -> list[str]:
    """What is wrong with the headers of one answer."""
    found = [f"{name}: {answer.headers.get(name)}" for name, v in EXPECTED.items() if answer.headers.get(name) != v]
    policy = answer.headers.get("Content-Security-Policy", "")
    found += [f"no {directive}" for directive in POLICY if directive not in policy]
    scripts = next((part for part in policy.split(";") if part.strip().startswith("script-src ")), "")
    if "unsafe" in scripts or "*" in scripts or not scripts:
        found.append(f"scripts: {scripts}")
    if page.view.permission != PUBLIC and "no-store" not in answer.headers.get("Cache-Control", ""):
        found.append(f"Cache-Control: {answer.headers.get('Cache-Control')}")
    found += [f"{name}: {value}" for name, value in answer.headers.items() if HIDDEN.search(f"{name} {value}")]
    return found + cookie_complaints(answer.cookies)


def cookie_complaints(cookies: SimpleCookie) -> list[str]:
    """Cookies that scripts could read or other sites send along."""
    return [
        f"cookie {name}"
        for name, morsel in cookies.items()
        if morsel["samesite"] != "Lax" or (name != "danshu_language" and not morsel["httponly"])
    ]


@pytest.mark.spec("SEC-V3", "SEC-V14")
def test_every_page_carries_the_headers_that_protect_it_and_reading_changes_nothing(town: Town) -> None:
    client, wrong = town.client(), {}
    before = digest()
    for page in readable():
        answer = client.get(address_of(page))
        if answer.streaming:
            b"".join(answer.streaming_content)
        if answer.status_code < 500 and (found := complaints(page, answer)):
            wrong[page.name] = found
    after = digest()
    assert wrong == {}
    assert {table for table in after if after[table] != before.get(table)} <= TOUCHED_BY_READING


@pytest.mark.spec("SEC-V3")
def test_every_write_without_the_token_of_a_form_is_refused(town: Town) -> None:
    signed_in = town.client()
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    taken = []
    for page in readable():
        answer = client.post(address_of(page), {"reason": "x"})
        if answer.status_code not in (403, 405) and page.name != "healthz":
            taken.append((page.name, answer.status_code))
    assert taken == []


@pytest.mark.spec("SEC-V3", "SEC-V7")
def test_over_tls_cookies_stay_with_this_host_and_are_sent_over_tls_only(tmp_path: Any) -> None:
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
             "SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"]  # fmt: skip
    code = f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
    environment = {**os.environ, "DANSHU_HTTPS": "1", "DANSHU_HOME": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == ["__Host-danshu", "__Host-danshu-csrf", True, True, True, 31_536_000, True]
