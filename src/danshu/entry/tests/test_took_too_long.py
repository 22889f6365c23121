"""A question that takes too long is told as such, not as a bug (CC-7, MSG-2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from danshu.identity.tests.factories import make_user
from danshu.workbench.web import views


def _slow(*_arguments: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20ms'")
        cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_is_given_up_is_a_503_with_a_way_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(make_user())
    monkeypatch.setattr(views, "waiting_for", _slow)
    answer = client.get("/workbench/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "3"
    assert "用时太久" in answer.content.decode()
    monkeypatch.undo()
    assert client.get("/workbench/").status_code == 200
