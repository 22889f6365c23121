"""The administrator saves first, sees what would go, confirms, and finds it in the log (SYS-012)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.audit.tests.pages import words
from danshu.housekeeping.models import ExpiryRun
from danshu.housekeeping.permissions import CLEAN_UP
from danshu.housekeeping.rules import rules
from danshu.housekeeping.tests.factories import LINKS, SESSIONS, make_link, make_session
from danshu.identity.models import PasswordLink, Session
from danshu.kit.clock import now
from danshu.kit.expiry import EXPIRING, OTHERS

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-012")]
INDEX = "/settings/cleanup/"
CONFIRM = f"{INDEX}confirm/?kinds={SESSIONS}"


def test_the_page_begins_with_the_backup_and_tells_how_much_of_each_kind_may_go(visit: Any) -> None:
    for days in (8, 9):
        make_session(days, at=now())
    client = visit(CLEAN_UP)
    text = client.text(INDEX)
    assert "1 先备份" in text
    assert "pg_dump --format=custom" in text
    assert "过期的登录会话 已经不能再用；登录日志不受影响 2 过期 7 天后 只手动清理" in text
    assert all(str(kind.label) in text for kind in EXPIRING.values())
    assert visit().get(INDEX).status_code == 403


def test_other_cleanups_are_found_by_those_who_may_use_them(visit: Any) -> None:
    assert len(OTHERS) == 2
    both = visit(CLEAN_UP, *(each.permission for each in OTHERS)).text(INDEX)
    assert ("清理日志" in both, "清理草稿和旧单据" in both) == (True, True)
    assert "其他清理" not in visit(CLEAN_UP).text(INDEX)


def test_nothing_goes_without_a_word_about_the_backup_and_the_counts_agree(visit: Any) -> None:
    for days in (8, 9, 1):
        make_session(days, at=now())
    client = visit(CLEAN_UP)
    page = client.get(CONFIRM)
    assert "过期的登录会话：删除 2 条" in words(page)
    given = {"digest": page.context["digest"], "form_token": "t"}
    assert (client.post(CONFIRM, given).status_code, Session.objects.count()) == (422, 3)
    for _again in range(2):
        assert client.post(CONFIRM, given | {"reason": "备份在 /backup"}).status_code in (303, 409)
    run = ExpiryRun.objects.get()
    assert (Session.objects.count(), run.counts.get().removed, run.backup) == (1, 2, "备份在 /backup")
    listed = client.text(f"{INDEX}runs/")
    assert ("过期的登录会话 2" in listed, "备份在 /backup" in listed) == (True, True)


def test_what_changed_since_it_was_shown_is_shown_again_before_it_goes(visit: Any) -> None:
    make_session(8, at=now())
    client = visit(CLEAN_UP)
    digest = client.get(CONFIRM).context["digest"]
    make_session(9, at=now())
    answer = client.post(CONFIRM, {"digest": digest, "form_token": "t", "reason": "有"})
    assert (answer.status_code, Session.objects.count()) == (409, 2)
    assert "删除 2 条" in words(answer)


def test_choosing_nothing_leads_back_and_an_empty_kind_is_refused(visit: Any) -> None:
    client = visit(CLEAN_UP)
    assert client.get(f"{INDEX}confirm/")["Location"] == INDEX
    assert "没有可以清理的数据" in words(client.get(CONFIRM))
    assert client.get(f"{INDEX}confirm/?kinds=nobody.knows").status_code == 404


def test_a_rule_is_changed_on_its_page_within_its_limits(visit: Any) -> None:
    client, url = visit(CLEAN_UP), f"{INDEX}rules/{LINKS}/"
    given = {"days": "60", "every": "month", "version": "0", "form_token": "t"}
    wrong = client.post(url, given | {"days": "4000"})
    assert (wrong.status_code, rules([LINKS])[0].days) == (422, 30)
    assert client.post(url, given).status_code == 303
    assert "过期 60 天后 每月 1 日" in client.text(INDEX)
    make_link(31, at=now() - timedelta(minutes=1))
    assert (client.get(f"{INDEX}rules/nobody.knows/").status_code, PasswordLink.objects.count()) == (404, 1)


def test_page_and_log_cost_the_same_for_much_and_for_little(visit: Any) -> None:
    client, counts = visit(CLEAN_UP), []
    for more in range(2):
        for address in (INDEX, f"{INDEX}runs/"):
            client.get(address)
        with CaptureQueriesContext(connection) as statements:
            for address in (INDEX, f"{INDEX}runs/"):
                client.get(address)
        counts.append(len(statements))
        for number in range(3):
            make_session(8, at=now())
            page = client.get(CONFIRM)
            client.post(CONFIRM, {"digest": page.context["digest"], "form_token": f"{more}{number}", "reason": "有"})
    assert (ExpiryRun.objects.count(), counts[1] - counts[0]) == (6, 1)  # one more: the details, once there are runs
