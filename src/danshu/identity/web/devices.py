"""Where a request comes from: network address, browser, device."""

from __future__ import annotations

import re

from django.http import HttpRequest

DEVICE_COOKIE = "danshu_device"
NAME_COOKIE = "danshu_user_name"
YEAR = 365 * 86_400

# In this order: each browser also names those before it.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("OPR", "Opera"), ("QQBrowser", "QQ"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def client_address(request: HttpRequest) -> str | None:
    """The network address of the person; forwarded ones are honoured by the server only (trusted proxies)."""
    return request.META.get("REMOTE_ADDR") or None


def device_secret_of(request: HttpRequest) -> str:
    """What marks the device, when somebody has signed in on it before; else empty."""
    return request.COOKIES.get(DEVICE_COOKIE, "")[:100]


def device_label(request: HttpRequest) -> str:
    """Browser and system in words that people recognise: Chrome 141 · Windows."""
    agent = request.headers.get("User-Agent", "")[:500]
    browser = next((f"{name}{_version(agent, mark)}" for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(filter(None, (browser, system))) or agent[:60] or "—"


def _version(agent: str, mark: str) -> str:
    found = re.search(rf"{re.escape(mark)}\w*/(\d+)", agent)
    return f" {found[1]}" if found else ""
