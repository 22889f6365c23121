"""The log as administrators read it (SYS-032)."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.access.tests.factories import actor_of
from danshu.identity.tests.factories import make_user
from danshu.kit.attempts import FORBIDDEN, KINDS, MISSING, PASSWORD, SCRIPT
from danshu.kit.permissions import CATALOGUE
from danshu.security.models import Attempt
from danshu.security.permissions import EXPORT, VIEW
from danshu.security.tests.factories import NOON, attempt
from danshu.security.web.statuses import KIND

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-032")]
LIST = "/logs/security/"


@pytest.fixture
def rows() -> None:
    seller = actor_of(make_user(full_name="示例李四"))
    attempt(PASSWORD, times=6, place="admin001")
    attempt(
        MISSING, actor=seller, address="10.0.0.7", place="GET /customers/812/", times=2, at=NOON - timedelta(days=1)
    )
    attempt(SCRIPT, actor=seller, address="10.0.0.7", place="POST /customers/new/", at=NOON - timedelta(days=9))
    Attempt.objects.filter(kind=PASSWORD).update(is_told=True)


def test_it_says_who_tried_what_how_often(visit: Any, rows: None) -> None:
    text = visit(VIEW).text(LIST)
    assert "2026-09-18 12:00 密码或验证码错误 6 未登录 已提醒 203.0.113.45 admin001" in text
    assert "2026-09-17 12:00 记录不在范围内 2 示例李四 10.0.0.7 GET /customers/812/" in text
    assert visit(VIEW, language="en").chinese_on(LIST, "示例李四") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [PASSWORD, MISSING, SCRIPT]), ("?kind=password&kind=script", [PASSWORD, SCRIPT]), ("?user=李四", [MISSING, SCRIPT]),
        ("?address=203.0", [PASSWORD]), ("?on_from=2026-09-17&on_to=2026-09-17", [MISSING]), ("?q=812", [MISSING]),
        ("?object=admin", [PASSWORD]), ("?tab=guessing", [PASSWORD]), ("?tab=reaching", [MISSING]), ("?tab=content", [SCRIPT]),
        ("?tab=told", [PASSWORD]),
    ],
)  # fmt: skip
def test_it_is_filtered_by_kind_person_address_and_period(visit: Any, rows: None, query: str, found: list[str]) -> None:
    page = visit(VIEW).get(f"{LIST}{query}")
    assert [row.kind for row in page.context["listing"].page.rows] == found


def test_it_is_exported_by_who_may(visit: Any, rows: None) -> None:
    answer = visit(VIEW, EXPORT).get(f"{LIST}?export=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sum("admin001" in row for row in values) == 1
    assert visit(VIEW).get(f"{LIST}?export=xlsx").status_code == 403


def test_it_is_read_by_administrators_and_auditors(visit: Any) -> None:
    assert {role for code in (VIEW, EXPORT) for role in CATALOGUE[code].roles} == {"ADM", "AUD"}
    assert visit("audit.log.view").get(LIST).status_code == 403


def test_many_rows_cost_as_many_queries_as_few_and_pages_follow_by_key(visit: Any) -> None:
    client, counts = visit(VIEW), []
    for _more in range(2):
        for number in range(30):
            attempt(FORBIDDEN, at=NOON - timedelta(minutes=number + 100 * len(counts)))
        client.get(LIST)
        with CaptureQueriesContext(connection) as statements:
            client.get(LIST)
        counts.append(len(statements))
    assert counts == [6, 6]
    assert not [each for each in statements if " OFFSET " in each["sql"]]


def test_every_kind_has_a_name() -> None:
    assert set(KIND) == set(KINDS)
