"""What the other tests rely on: a closed network, fresh databases, a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from danshu.testing import server
from danshu.testing.rules import NetworkClosed

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.com", 443)])
def test_no_test_reaches_another_machine(address: tuple[str, int]) -> None:
    with pytest.raises(NetworkClosed), socket.socket() as client:
        client.connect(address)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next_and_what_migrations_wrote_is_back(turn: int) -> None:
    """Both turns do the same harm; each must find the table whole."""
    assert ContentType.objects.count() > 10
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('harm')")
        assert cursor.fetchone() == (None,)
        cursor.execute("create table harm (n int)")
        cursor.execute("truncate django_content_type cascade")


@pytest.mark.django_db
def test_each_process_has_a_database_of_its_own_and_it_is_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_database()")
        assert cursor.fetchone() == (f"danshu_test_{os.getpid()}",)


def test_databases_of_killed_runs_are_swept_away_and_those_of_living_ones_stay() -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    left, living = f"danshu_test_{dead.stdout.strip()}", f"danshu_build_{os.getpid()}"
    with server.maintenance() as maintenance:
        for name in (left, living):
            server.drop(maintenance, name)
            maintenance.execute(f"create database {name}")
        server.sweep(maintenance)
        names = {row[0] for row in maintenance.execute("select datname from pg_database").fetchall()}
        server.drop(maintenance, living)

    assert left not in names
    assert living in names


def test_the_owner_is_who_tests_are_and_the_runtime_role_is_another(
    runtime_connection: psycopg.Connection[tuple[str]],
) -> None:
    assert runtime_connection.execute("select current_user").fetchone() == (server.RUNTIME_ROLE,)


@pytest.mark.browser
def test_a_real_browser_sees_the_product_in_chinese_and_nothing_else(browser_page: Page, live_url: str) -> None:
    answer = browser_page.goto(f"{live_url}/healthz")
    assert answer is not None
    assert answer.json()["database"] == "ok"
    assert browser_page.evaluate("navigator.language") == "zh-CN"
    assert browser_page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"
    browser_page.goto("about:blank")  # without the product's own content policy in between
    assert browser_page.evaluate("fetch('http://example.com/').then(() => 'open', () => 'closed')") == "closed"
