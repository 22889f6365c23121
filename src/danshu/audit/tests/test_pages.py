"""The logs: everything done is found, exports equal the query, nobody else may look (SYS-005, SYS-006)."""

from __future__ import annotations

import csv
import io

import pytest

from danshu.access.module_names import MODULES
from danshu.audit.models import AuditEntry, ErrorEntry
from danshu.audit.permissions import EXPORT, VIEW
from danshu.audit.tests.factories import make_entry
from danshu.audit.tests.pages import words
from danshu.dictionaries.operations.add_value import add_value
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.registry import DICTIONARIES, Dictionary
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.clock import now
from danshu.kit.errors import Forbidden
from danshu.kit.operation import REGISTRY

LIST = "/logs/operations/"
ADMIN = Actor(1, "李四", grants={CONFIGURE: EVERYTHING}, ip_address="10.1.2.3")


@pytest.fixture
def _done(db, monkeypatch):
    code = "test.logged"
    monkeypatch.setitem(DICTIONARIES, code, Dictionary(code, "测试", "Tests"))
    add_value(dictionary=code, name="日志里的值", actor=ADMIN, at=now())
    with pytest.raises(Forbidden):
        add_value(dictionary=code, name="不许", actor=Actor(2, "外人"), at=now())
    make_entry(operation="parameters.reset_parameter", action="parameters.reset_parameter", subject_label="页大小")


@pytest.mark.spec("SYS-005", "COM-019")
@pytest.mark.usefixtures("_done")
def test_the_log_names_the_modules_as_the_menu_does(visit):
    chinese = visit(VIEW).text(LIST, module="parameters")
    english = visit(VIEW, language="en").text(LIST, module="parameters")

    assert "模块 参数" in chinese
    assert "parameters" not in chinese[chinese.find("时间 用户") :].replace("parameters.", "")
    assert "Parameters" in english


@pytest.mark.spec("SYS-005", "COM-019")
def test_what_the_system_did_is_told_in_the_reader_s_language(visit, db):
    entry = make_entry(operation="parameters.reset_parameter", actor_name="系统", subject_label="X-1")

    english, chinese = visit(VIEW, language="en"), visit(VIEW)

    assert "系统" not in english.text(LIST, q="X-1")
    assert "System" in english.text(f"{LIST}{entry.pk}/")
    assert "系统" in chinese.text(f"{LIST}{entry.pk}/")


@pytest.mark.spec("SYS-005")
def test_every_module_with_operations_has_a_name():
    assert [module for module in {code.partition(".")[0] for code in REGISTRY} if module not in MODULES] == []


@pytest.mark.spec("SYS-005")
@pytest.mark.usefixtures("_done")
@pytest.mark.parametrize(
    ("params", "found", "missing"),
    [
        ({}, ["日志里的值", "李四", "10.1.2.3", "新增基础资料", "外人", "页大小"], []),
        ({"user": "李"}, ["日志里的值"], ["外人", "页大小"]),
        ({"address": "10.1"}, ["日志里的值"], ["外人", "页大小"]),
        ({"module": "parameters"}, ["页大小"], ["日志里的值", "外人"]),
        ({"action": "dictionaries.add_value"}, ["日志里的值", "外人"], ["页大小"]),
        ({"kind": "dictionaries.value"}, ["日志里的值"], ["页大小"]),
        ({"tab": "sensitive"}, ["页大小"], ["日志里的值"]),
        ({"tab": "refused"}, ["外人"], ["日志里的值"]),
        ({"result": "done", "object": "里的"}, ["日志里的值"], ["外人", "页大小"]),
        ({"q": "页大"}, ["页大小"], ["日志里的值"]),
    ],
)
def test_each_action_is_found_by_each_field(visit, params, found, missing):
    text = visit(VIEW).text(LIST, **params)
    rows = text[text.find("时间 用户") :]
    assert [word for word in found if word not in text] == []
    assert [word for word in missing if word in rows] == []


@pytest.mark.spec("SYS-005")
@pytest.mark.usefixtures("_done")
def test_an_export_equals_the_query_and_is_itself_in_the_sensitive_trail(visit):
    client = visit(VIEW, EXPORT)
    response = client.get(LIST, {"module": "dictionaries", "export": "csv"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(lines) == 3
    assert any("日志里的值" in cell for cell in lines[2])

    entry = AuditEntry.objects.get(operation="audit.export")
    assert (entry.actor_name, entry.subject_label) == ("管理员", "audit.entries")
    assert entry.changes["rows"] == [None, 2]
    assert entry.changes["filters"][1] == {"module": "dictionaries"} or "dictionaries" in str(entry.changes["filters"])
    assert "导出数据" in client.text(LIST, tab="sensitive")


@pytest.mark.spec("SYS-005")
def test_one_entry_shows_every_change_and_its_seal(visit):
    entry = make_entry(subject_kind="dictionaries.value", subject_label="甲", changes={"name": ["旧", "新"]})
    text = visit(VIEW).text(f"{LIST}{entry.pk}/")
    assert "名称 旧 新" in text
    assert "还没有封存" in text
    assert visit(VIEW).get(f"{LIST}0/").status_code == 404


@pytest.mark.spec("COM-018")
def test_an_unexpected_failure_is_found_under_its_number(visit, monkeypatch):
    def broken():
        raise RuntimeError("秘密的细节")

    monkeypatch.setattr("danshu.audit.web.lists.entries", broken)
    client = visit(VIEW)
    client.raise_request_exception = False
    page = client.get(f"{LIST}?q=13800000000")
    monkeypatch.undo()

    assert page.status_code == 500
    entry = ErrorEntry.objects.get()
    assert entry.number in words(page)
    assert "秘密的细节" not in words(page)
    assert (entry.path, entry.actor_name, entry.kind) == (LIST, "管理员", "RuntimeError")
    assert entry.number in client.text("/logs/errors/")
    assert "秘密的细节" in client.text(f"/logs/errors/{entry.number}/")


@pytest.mark.spec("SYS-005")
def test_the_sign_in_log_is_readable(visit):
    from django.apps import apps

    log = apps.get_model("identity", "SignInLog")
    log.objects.create(at=now(), user_name="zhaoliu", result="wrong_password", ip_address="10.9.8.7", device="Firefox")
    text = visit(VIEW).text("/logs/sign-ins/", user="zhao")
    assert "zhaoliu" in text
    assert "10.9.8.7" in text


@pytest.mark.spec("SYS-006")
@pytest.mark.spec("ACC-023")
def test_nobody_else_reads_logs(visit):
    entry = make_entry()
    client = visit("sales.order.view")
    for path in (LIST, f"{LIST}{entry.pk}/", "/logs/sign-ins/", "/logs/errors/"):
        assert client.get(path).status_code == 403
    assert visit(VIEW).get(LIST, {"export": "csv"}).status_code == 403
