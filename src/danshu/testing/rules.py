"""pytest plugin: test settings, a closed network, and the list of covered requirements."""

from __future__ import annotations

import gc
import ipaddress
import re
import socket
from pathlib import Path
from typing import Any

import pytest

MARKERS = {
    "spec(*ids)": "the requirements that the test proves, for example ORD-012",
    "slow": "takes more than a few seconds; left out of `make test-fast`",
    "long": "takes minutes; runs in `make faults` only",
    "reviewed": "customers are reviewed as the delivered parameters say; in all other tests nothing waits (CUS-006)",
    "browser": "drives a real Chromium; left out of `make test-fast`",
}
SPEC_ID = re.compile(r"[A-Z]{2,4}-[A-Z]?\d{1,3}[a-z]?")
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class NetworkClosed(RuntimeError):
    """A test tried to reach another machine."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers, compile the translations, shut the network, make passwords and static files cheap."""
    for marker, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{marker}: {meaning}")
    socket.socket.connect = _guarded(_connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded(_connect_ex)  # type: ignore[method-assign]
    from django.test import override_settings
    from hypothesis import HealthCheck, settings

    from danshu.entry import translations

    # how long a busy machine takes to draw a value says nothing about the program
    settings.register_profile("danshu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("danshu")

    if not hasattr(config, "workerinput"):  # once, before the processes that run tests begin
        translations.compile_all()
    override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
    ).enable()


@pytest.fixture(autouse=True)
def _company_language() -> None:
    """Each test begins in the company's language and zone: a request of the test before may have left its reader's."""
    from django.utils import timezone, translation

    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def _customers_count_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test does to a customer counts at once, unless it is about the review that stands in between (CUS-006)."""
    from dataclasses import replace

    from danshu.parameters.registry import PARAMETERS

    found = PARAMETERS.get("customer_review")
    if found is not None and request.node.get_closest_marker("reviewed") is None:
        nothing = dict.fromkeys(found.default, False)
        monkeypatch.setitem(PARAMETERS, "customer_review", replace(found, default=nothing))


def pytest_unconfigure() -> None:
    """Open the network again for whoever runs pytest inside a larger process."""
    socket.socket.connect = _connect  # type: ignore[method-assign]
    socket.socket.connect_ex = _connect_ex  # type: ignore[method-assign]


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            raise NetworkClosed(f"tests may not reach {address[0]}:{address[1]}; use a fake")
        return original(self, address)

    return connect


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long tests unless they were asked for (`-m long`, or by name), and refuse misspelt requirement IDs."""
    for item in items:
        for mark in item.iter_markers("spec"):
            for name in mark.args:
                if not SPEC_ID.fullmatch(str(name)):
                    raise pytest.UsageError(f"{item.nodeid}: {name!r} is not a requirement ID")
    if "long" in config.getoption("markexpr") or any("::" in argument for argument in config.args):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded stays: the collector need not look at it again and again (a twentieth of the processor time)."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Carry the requirement IDs from the worker process to the one that writes the summary."""
    report = yield
    report.user_properties.extend(("spec", name) for mark in item.iter_markers("spec") for name in mark.args)
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write build/spec-coverage.txt: each requirement with its passing and failing tests."""
    covered: dict[str, dict[str, set[str]]] = {}
    for outcome in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            for key, name in getattr(report, "user_properties", []):
                if key == "spec" and (report.when == "call" or outcome != "passed"):
                    covered.setdefault(name, {}).setdefault(outcome, set()).add(report.nodeid)
    if not covered:
        return
    folder = Path(config.rootpath) / "build"
    folder.mkdir(exist_ok=True)
    lines = []
    for name in sorted(covered):
        counts = ", ".join(f"{len(tests)} {outcome}" for outcome, tests in sorted(covered[name].items()))
        lines.append(f"{name}: {counts}")
        lines += [f"    {outcome} {test}" for outcome, tests in sorted(covered[name].items()) for test in sorted(tests)]
    (folder / "spec-coverage.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    terminalreporter.write_line(f"{len(covered)} requirements have tests here: build/spec-coverage.txt")
