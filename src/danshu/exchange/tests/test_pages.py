"""The wizard in the browser, without scripts: upload, columns, dry run, corrections, run, result, undo, exports."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danshu.audit.tests.pages import Visitor, filled, visit, words
from danshu.exchange.engine import running
from danshu.exchange.importing import KINDS
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch, SavedMapping
from danshu.exchange.permissions import IMPORT, UNDO
from danshu.exchange.tests import files, toys
from danshu.exchange.tests.test_exports import asker
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.navigation import entries_for

__all__ = ["asker", "visit"]
pytestmark = [pytest.mark.usefixtures("toy"), pytest.mark.spec("SYS-009")]
HEAD = ["订单 ID", "客户", "订单日期", "商品", "数量", "销售额"]
ROWS = [
    ["S-1", "张三", "2024-01-02", "茶叶", 2, 10.5],
    ["S-2", "李四", "昨天", "茶叶", 0, 1],
    ["S-3", "王五", None, "禁售", 1, 1],
]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Visitor], None]]:
    """Jobs are noted; work(client) does them as that person."""
    from danshu.exchange import batches
    from danshu.exchange.operations import note_undo_trial, request_check, start_run, start_undo

    waiting: list[tuple[str, int]] = []
    for module in (request_check, start_run, start_undo, note_undo_trial):
        monkeypatch.setattr(module, "wake", lambda task, pk: waiting.append((task, pk)))
    acts = {batches.CHECK: running.check, batches.RUN: running.run, batches.UNDO_RUN: running.undo}

    def do(client: Visitor) -> None:
        while waiting:
            task, pk = waiting.pop(0)
            if task in acts:
                acts[task](pk, client.actor)
            else:
                monkeypatch.setattr(running, "importer_of", lambda _pk: client.actor)
                running.keep_trial(pk)

    yield do
    assert not waiting


@pytest.fixture
def client(visit: Any, django_user_model: Any) -> Visitor:
    """An importer with an account."""
    visitor: Visitor = visit(IMPORT, UNDO, toys.TOY)
    grants = visitor.actor.grants
    visitor.actor = Actor(None, "导入员", grants=grants)
    return visitor


def send(client: Visitor, path: Path, name: str = "") -> Any:
    """Post a file to the upload page."""
    file = SimpleUploadedFile(name or path.name, path.read_bytes())
    return client.post("/imports/new/toys/", {"file": file, "encoding": ""})


def uploaded(client: Visitor, tmp_path: Path, rows: list[list[Any]] | None = None) -> str:
    """The address of a batch of the usual sheet."""
    response = send(client, files.workbook(tmp_path / "orders.xlsx", {"订单": [HEAD, *(rows or ROWS)]}))
    assert response.status_code == 303, words(response)
    return str(response.headers["Location"])


def checked(client: Visitor, tmp_path: Path, work: Any, rows: list[list[Any]] | None = None) -> str:
    """The same, columns accepted and tried."""
    page = uploaded(client, tmp_path, rows)
    response = client.post(f"{page}columns/", filled(client, f"{page}columns/"))
    assert response.status_code == 303, words(response)
    assert "正在预检" in client.text(page)
    work(client)
    return page


def test_the_choice_of_kinds_and_the_upload_page_name_what_is_known(client: Visitor, visit: Any) -> None:
    assert "玩具订单" in client.text("/imports/new/")
    text = client.text("/imports/new/toys/")
    assert "导入玩具订单" in text
    assert "订单编号 必填" in text
    assert "没有可以导入的类型" in visit(IMPORT).text("/imports/new/")
    assert visit(IMPORT).get("/imports/new/toys/").status_code == 403
    assert client.get("/imports/new/nothing/").status_code == 404
    assert visit().get("/imports/").status_code == 403


def test_a_refused_file_is_told_beside_the_field_and_nothing_is_kept(client: Visitor, tmp_path: Path) -> None:
    response = send(client, files.text(tmp_path / "a.csv", "a,b\n1,\x00\n"))
    assert response.status_code == 422
    assert "“a.csv”，单元格 B2：单元格里有空字符" in words(response)
    html = SimpleUploadedFile("x.xlsx", b"<html><table></table></html>")
    response = client.post("/imports/new/toys/", {"file": html})
    assert (response.status_code, "内容是网页" in words(response)) == (422, True)
    assert client.post("/imports/new/toys/", {}).status_code == 422
    assert not ImportBatch.objects.exists()


def test_a_body_that_is_too_long_is_refused_before_it_is_read(client: Visitor) -> None:
    response = client.generic("POST", "/imports/new/toys/", b"x", CONTENT_LENGTH=str(200 << 20))
    assert response.status_code == 422
    assert "上限是 100 MB" in words(response)


def test_the_upload_needs_its_token(client: Visitor) -> None:
    client.handler.enforce_csrf_checks = True
    file = SimpleUploadedFile("a.csv", b"a,b\n1,2\n")
    assert client.post("/imports/new/toys/", {"file": file}).status_code == 403


def test_the_columns_are_proposed_and_a_wrong_choice_stays_on_the_page(client: Visitor, tmp_path: Path) -> None:
    page = uploaded(client, tmp_path)
    assert client.get(page).status_code == 303
    data = filled(client, f"{page}columns/")
    assert [data[f"column_{n}"] for n in range(6)] == [
        ["number"], ["customer"], ["ordered_on"], ["item"], ["quantity"], ["amount"]
    ]  # fmt: skip
    response = client.post(f"{page}columns/", data | {"column_1": ["number"]})
    assert response.status_code == 422
    assert "这个字段已经对应了别的列" in words(response)
    response = client.post(f"{page}columns/", data | {"column_1": [""]})
    assert response.status_code == 422
    assert "“客户”必填，选择一列，或填一个固定值" in words(response)
    assert "没有对应列的必填字段" in words(response)
    assert ImportBatch.objects.get().status == BatchStatus.UPLOADED


def test_sheet_and_heading_row_can_be_chosen(client: Visitor, tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"甲": [HEAD, ROWS[0]], "乙": [["说明", "其他"], HEAD, ROWS[0]]})
    page = send(client, path).headers["Location"]
    data = filled(client, f"{page}columns/?sheet=1")
    assert data["heading_row"] == ["2"]
    assert data["column_0"] == ["number"]
    data = filled(client, f"{page}columns/?sheet=1&heading_row=1")
    assert data["column_0"] == [""]


def test_a_text_file_can_be_read_again_in_another_encoding(client: Visitor, tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", "订单 ID;客户;商品;数量\nS-1;张三;茶叶;1\n", "gb18030")
    page = send(client, path).headers["Location"]
    assert ImportBatch.objects.get().encoding == "gb18030"
    response = client.post(f"{page}reread/", {"encoding": "big5", "separator": ";", "version": "1"})
    assert response.status_code in (303, 422)
    response = client.post(f"{page}reread/", {"encoding": "gb18030", "separator": ";"})
    assert response.status_code == 303
    assert ImportBatch.objects.get().separator == ";"


def test_the_whole_way_to_the_result_and_back(client: Visitor, tmp_path: Path, work: Any) -> None:
    page = checked(client, tmp_path, work)
    text = client.text(page)
    assert "可新增 1 行" in text
    assert "有错误，不导入 2 行" in text
    assert "不是日期 · 1" in text
    assert "“昨天”不是日期" in text
    assert "导入 1 行" in text
    assert client.get(f"{page}?tab=created").status_code == 200
    assert "禁售商品" in client.text(page, code="banned", field="item")
    assert "禁售商品" not in client.text(page, code="not_a_date", field="ordered_on")
    assert client.post(f"{page}run/", {}).status_code == 303
    assert "正在导入" in client.text(page)
    progress = client.get(f"{page}progress/", headers={"HX-Request": "true"})
    assert (progress.status_code, "0 / 1" in progress.content.decode()) == (200, True)
    work(client)
    assert client.get(f"{page}progress/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == page
    text = client.text(page)
    assert "已新增 1 行" in text
    assert "没有导入 2 行" in text
    assert "金额 10.50" in text
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{page}errors.xlsx").streaming_content))).active
    assert [row[0].value for row in sheet.iter_rows()] == ["订单 ID", "S-2", "S-3"]
    assert "orders.xlsx" in client.text("/imports/")
    undo = client.get(f"{page}undo/")
    assert "删除 1 个toy.order" in words(undo)
    data = dict(re.findall(r'name="(digest|form_token)" value="([^"]*)"', undo.content.decode()))
    assert client.post(f"{page}undo/", data).status_code == 303
    work(client)
    text = client.text(page)
    assert ("已撤销" in text, "已删除 · toy.order 1" in text, toys.table()) == (True, True, {})


def test_the_button_counts_what_will_be_written_not_what_will_be_skipped(
    client: Visitor, tmp_path: Path, work: Any
) -> None:
    page = checked(client, tmp_path, work, [ROWS[0]])
    client.post(f"{page}run/", {})
    work(client)
    page = checked(client, tmp_path, work, [ROWS[0], ["S-9", "赵六", None, "茶叶", 1, 1]])
    button = '<button class="btn btn-primary" type="submit" form="run">导入 1 行</button>'
    assert button in client.get(page).content.decode()
    page = checked(client, tmp_path, work, [ROWS[0]])
    assert "没有要写入的行" in client.text(page)
    assert 'form="run"' not in client.get(page).content.decode()


def test_a_wrong_row_is_named_by_the_first_of_its_names_that_the_sheet_has(
    client: Visitor, tmp_path: Path, work: Any
) -> None:
    page = checked(client, tmp_path, work)
    batch = ImportBatch.objects.get()
    kind = KINDS["toys"]
    assert kind.naming_fields == ("number", "customer", "item", "quantity")
    batch.mapping["columns"].pop("number")
    batch.save(update_fields=["mapping"])
    assert "3 李四 订单日期" in client.text(page)


def test_the_menu_shows_imports_only_to_people_who_may_import_something(client: Visitor, visit: Any) -> None:
    names = {e.url_name for e in entries_for(client.actor)}
    assert "exchange:imports" in names
    assert "exchange:imports" not in {e.url_name for e in entries_for(visit(IMPORT).actor)}


def test_cells_are_corrected_on_the_page(client: Visitor, tmp_path: Path, work: Any) -> None:
    rows = [
        ["S-1", "张三", None, "禁售", 1, 1],
        ["S-2", "张三", None, "禁售", 1, 1],
        ["S-3", "张三", "昨天", "茶", 1, 1],
    ]
    page = checked(client, tmp_path, work, rows)
    assert "所有“禁售”都改为“茶叶”" in client.text(page)
    response = client.post(
        f"{page}fix/", {"replace_field": "item", "replace_text": "禁售", "replace_with": "茶叶"}
    )  # fmt: skip
    assert response.status_code == 303
    data = filled(client, page)
    response = client.post(f"{page}fix/", {**data, "fix-4-ordered_on": "2024-02-03"})
    assert response.status_code == 303
    text = client.text(page)
    assert "已改正 3 行，重新预检后生效" in text
    assert client.post(f"{page}run/", {}).status_code == 409
    assert client.post(f"{page}check/", {}).status_code == 303
    work(client)
    assert "导入 3 行" in client.text(page)


def test_a_question_is_answered_on_the_page(client: Visitor, tmp_path: Path, work: Any) -> None:
    rows = [["S-1", "张三", None, "茶叶", 1, 1], ["S-1", "李四", None, "茶叶", 1, 1]]
    page = checked(client, tmp_path, work, rows)
    text = client.text(page)
    assert "一个订单编号下有几个客户，怎样分单？" in text
    assert "按编号和客户分单 2 单 建议" in text
    assert client.post(f"{page}answers/", filled(client, page)).status_code == 303
    work(client)
    assert "可新增 2 行" in client.text(page)


def test_a_mapping_is_kept_and_used(client: Visitor, tmp_path: Path, work: Any) -> None:
    page = checked(client, tmp_path, work)
    response = client.post(f"{page}mapping/", {"name": "我的方案"})
    assert response.status_code == 303
    assert SavedMapping.objects.get().name == "我的方案"
    assert client.post(f"{page}mapping/", {"name": ""}).status_code == 422
    again = uploaded(client, tmp_path)
    data = filled(client, f"{again}columns/?mapping=我的方案")
    assert data["column_0"] == ["number"]
    assert client.get(f"{again}columns/?mapping=没有").status_code == 404


def test_stopping_resuming_and_cancelling(
    client: Visitor, tmp_path: Path, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = checked(client, tmp_path, work)
    client.post(f"{page}run/", {})
    assert client.post(f"{page}stop/", {}).status_code == 303
    assert "正在暂停" in client.text(page)
    work(client)
    assert "继续导入" in client.text(page)
    assert client.post(f"{page}run/", {}).status_code == 303
    work(client)
    assert ImportBatch.objects.get().status == BatchStatus.DONE
    assert client.post(f"{page}stop/", {}).status_code == 409
    other = uploaded(client, tmp_path)
    assert client.post(f"{other}cancel/", {}).status_code == 303
    assert "这次导入已取消" in client.text(other)
    assert client.get(f"{page}run/").status_code == 405


def test_cancelling_is_asked_once_when_work_would_be_lost(client: Visitor, tmp_path: Path, work: Any) -> None:
    page = checked(client, tmp_path, work)
    batch = ImportBatch.objects.get()
    assert client.post(f"{page}cancel/", {"version": batch.version}).status_code == 409
    assert ImportBatch.objects.get().status == BatchStatus.CHECKED
    assert "列对应和导入方式不再保留" in client.text(f"{page}cancel/")
    assert client.post(f"{page}cancel/", filled(client, f"{page}cancel/")).status_code == 303
    assert ImportBatch.objects.get().status == BatchStatus.CANCELLED


def test_a_large_batch_is_tried_by_a_job_before_its_undo(
    client: Visitor, tmp_path: Path, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from danshu.exchange.web import undoing

    monkeypatch.setattr(undoing, "AT_ONCE", 0)
    page = checked(client, tmp_path, work)
    client.post(f"{page}run/", {})
    work(client)
    assert "正在试算撤销的影响" in client.text(f"{page}undo/")
    assert "正在试算撤销的影响" in client.text(f"{page}undo/")
    work(client)
    assert "删除 1 个toy.order" in client.text(f"{page}undo/")


def test_two_people_on_one_import(client: Visitor, tmp_path: Path) -> None:
    page = uploaded(client, tmp_path)
    stale = filled(client, f"{page}columns/")
    ImportBatch.objects.update(version=9)
    assert client.post(f"{page}columns/", stale).status_code == 409


def test_imports_of_others_do_not_exist(client: Visitor, tmp_path: Path, visit: Any) -> None:
    page = uploaded(client, tmp_path)
    stranger = visit(IMPORT, UNDO)
    for path in ("", "columns/", "progress/", "errors.xlsx", "undo/", "mapping/"):
        assert stranger.get(f"{page}{path}").status_code == 404, path
    for path in ("run/", "stop/", "cancel/", "check/", "answers/", "fix/", "reread/"):
        assert stranger.post(f"{page}{path}", {}).status_code in (403, 404), path


def test_the_pages_speak_english(visit: Any, client: Visitor, tmp_path: Path, work: Any) -> None:
    page = checked(client, tmp_path, work)
    english = visit(IMPORT, UNDO, toys.TOY, language="en")
    english.actor = Actor(None, "Importer", language="en", grants=client.actor.grants)
    for path in ("/imports/", "/imports/new/", "/imports/new/toys/", page, f"{page}columns/", "/exports/"):
        if path == "/exports/":
            english.actor = Actor(
                None, "x", language="en", grants={**client.actor.grants, "exchange.export.use": EVERYTHING}
            )
        assert english.get(path).status_code == 200
    text = english.text("/imports/new/toys/")
    assert "Choose a file" in text
    assert not re.search(
        r"[\u4e00-\u9fff]",
        re.sub(r"单枢示例有限公司| 单 |玩具订单|订单编号|客户|订单日期|等级|商品|数量|金额|备注", "", text),
    ), text


def test_an_export_is_fetched_by_the_person_who_asked(visit: Any, asker: Actor) -> None:
    from danshu.exchange.tests.test_exports import made

    job, content = made(asker)
    client = visit("exchange.export.use")
    client.actor = asker
    assert "下载文件" in client.text(f"/exports/{job.pk}/")
    response = client.get(f"/exports/{job.pk}/file/")
    assert b"".join(response.streaming_content) == content
    assert "attachment" in response.headers["Content-Disposition"]
    other = visit("exchange.export.use", user_id=9)
    assert "只有" in other.text(f"/exports/{job.pk}/")
    assert other.get(f"/exports/{job.pk}/file/").status_code == 404
    assert "玩具" in client.text("/exports/")


def test_every_kind_has_a_template_to_download(client: Visitor) -> None:
    response = client.get("/imports/template/toys.xlsx")
    assert response.status_code == 200
    assert (
        KINDS["toys"].label in response.headers["Content-Disposition"]
        or "filename*" in response.headers["Content-Disposition"]
    )
