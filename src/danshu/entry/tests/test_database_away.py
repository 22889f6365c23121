"""A database that is away is an outage, not a bug: a 503, a warning, no number and no entry in the error log (FI-12)."""

from __future__ import annotations

import logging
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from psycopg_pool import PoolTimeout

from danshu.audit.models import ErrorEntry
from danshu.entry.middleware import ActorMiddleware
from danshu.identity.tests.factories import make_user
from danshu.workbench.web import views

pytestmark = pytest.mark.django_db


def away() -> list[Exception]:
    """What Django and the driver say while PostgreSQL stops or starts."""
    stopping = OperationalError("terminating connection due to administrator command")
    stopping.__cause__ = psycopg.errors.AdminShutdown("stopping")
    lost, timed_out = OperationalError("the connection is lost"), OperationalError("couldn't get a connection")
    lost.__cause__, timed_out.__cause__ = psycopg.OperationalError("lost"), PoolTimeout("after 2.50 sec")
    return [stopping, lost, timed_out, PoolTimeout("after 2.50 sec"), InterfaceError("connection already closed")]


def fail_with(error: Exception) -> Any:
    """A part of the page that meets this error."""

    def fail(*_arguments: Any, **_options: Any) -> None:
        raise error

    return fail


@pytest.mark.spec("FI-12", "SYS-005")
@pytest.mark.parametrize("error", away(), ids=lambda error: f"{type(error).__name__}-{error}"[:40])
@pytest.mark.parametrize("where", ["view", "sign-in"])
def test_a_lost_connection_is_a_503_and_a_warning(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, where: str
) -> None:
    client.force_login(make_user())
    if where == "view":
        monkeypatch.setattr(views, "waiting_for", fail_with(error))
    else:
        monkeypatch.setattr(ActorMiddleware, "_recognise", staticmethod(fail_with(error)))
    with caplog.at_level(logging.INFO, logger="danshu.errors"):
        answer = client.get("/workbench/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert "E-" not in answer.content.decode()
    told = [(record.levelname, record.message) for record in caplog.records if record.name == "danshu.errors"]
    assert told == [("WARNING", "database away")]
    assert not ErrorEntry.objects.exists()


@pytest.mark.spec("FI-12")
def test_the_api_says_when_to_try_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ActorMiddleware, "_recognise", staticmethod(fail_with(PoolTimeout("after 2.50 sec"))))
    answer = client.get("/api/v1/orders")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "database_away", "3")


@pytest.mark.spec("SYS-005")
def test_a_bug_keeps_its_number_and_its_entry(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(make_user())
    client.raise_request_exception = False
    monkeypatch.setattr(views, "waiting_for", fail_with(ZeroDivisionError("a bug")))
    answer = client.get("/workbench/")
    assert answer.status_code == 500
    assert ErrorEntry.objects.get().number in answer.content.decode()
