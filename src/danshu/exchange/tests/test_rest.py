"""The same engine through the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danshu.audit.tests.pages import Visitor, visit
from danshu.exchange.engine import exports, running
from danshu.exchange.models import ExportJob, ImportBatch
from danshu.exchange.permissions import EXPORT, IMPORT, UNDO
from danshu.exchange.tests import files, toys
from danshu.exchange.tests.test_exports import TOY_EXPORT, asker
from danshu.kit.actor import Actor

__all__ = ["asker", "visit"]
pytestmark = [pytest.mark.usefixtures("toy"), pytest.mark.spec("SYS-009", "SYS-030")]
API = "/api/v1"
HEAD = ["单", "谁", "货", "几个"]


@pytest.fixture
def client(visit: Any) -> Visitor:
    """A program with the rights of an importer."""
    visitor: Visitor = visit(IMPORT, UNDO, EXPORT, toys.TOY, TOY_EXPORT)
    visitor.actor = Actor(None, "程序", grants=visitor.actor.grants)
    return visitor


def send(client: Visitor, method: str, path: str, body: Any = None, key: str = "k") -> Any:
    """One JSON request."""
    headers = {"Idempotency-Key": key} if key else {}
    return getattr(client, method)(
        f"{API}{path}", json.dumps(body or {}), content_type="application/json", headers=headers
    )


def uploaded(client: Visitor, tmp_path: Path, key: str = "u", rows: Any = None) -> Any:
    """A posted file."""
    path = tmp_path / "a.xlsx"
    if rows or not path.exists():  # a workbook knows when it was written: made again it would be another file
        files.workbook(path, {"甲": rows or [HEAD, ["S-1", "张三", "茶叶", 2], ["S-2", "李四", "茶叶", 0]]})
    file = SimpleUploadedFile("a.xlsx", path.read_bytes())
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{API}/imports", {"kind": "toys", "file": file}, headers=headers)


def test_an_import_through_the_api(client: Visitor, tmp_path: Path) -> None:
    assert [kind["code"] for kind in client.get(f"{API}/import-kinds").json()] == ["toys"]
    answer = uploaded(client, tmp_path)
    assert answer.status_code == 201, answer.content
    batch = answer.json()
    assert (batch["status"], batch["sheets"][0]["headings"]) == ("uploaded", HEAD)
    assert uploaded(client, tmp_path).json()["id"] == batch["id"]
    path = f"/imports/{batch['id']}"
    refused = send(client, "put", f"{path}/mapping", {"version": batch["version"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    columns = {"number": "单", "customer": "谁", "item": "货", "quantity": "几个"}
    wrong = send(client, "put", f"{path}/mapping", {"columns": columns | {"item": "没有"}, "version": batch["version"]})
    assert wrong.json()["errors"][0]["field"] == "columns.item"
    mapped = send(client, "put", f"{path}/mapping", {"columns": columns, "sheet": "甲", "version": batch["version"]})
    assert mapped.json()["mapping"]["columns"] == {"number": 0, "customer": 1, "item": 2, "quantity": 3}
    assert send(client, "post", f"{path}/check", {}, key="c").status_code == 202
    running.check(batch["id"], client.actor)
    found = client.get(f"{API}{path}").json()
    assert (found["status"], found["counts"]["check"]["rows"]) == ("checked", {"created": 1})
    problems = client.get(f"{API}{path}/problems").json()
    assert [(p["row"], p["field"], p["text"]) for p in problems] == [(3, "quantity", "0")]
    assert send(client, "post", f"{path}/run", {}, key="r").status_code == 202
    assert send(client, "post", f"{path}/run", {}, key="r").json()["id"] == batch["id"]
    running.run(batch["id"], client.actor)
    assert client.get(f"{API}{path}").json()["status"] == "done"
    assert list(toys.table()) == ["S-1/张三"]
    assert b"".join(client.get(f"{API}{path}/errors").streaming_content).startswith(b"PK")
    assert send(client, "post", f"{path}/undo", {}, key="x").status_code == 202
    running.undo(batch["id"], client.actor)
    assert toys.table() == {}
    assert [b["id"] for b in client.get(f"{API}/imports").json()["items"]] == [batch["id"]]


@pytest.mark.parametrize(
    ("step", "status"), [("run", 409), ("stop", 409), ("undo", 409), ("check", 409), ("cancellation", 200)]
)
def test_steps_out_of_order_are_refused(client: Visitor, tmp_path: Path, step: str, status: int) -> None:
    batch = uploaded(client, tmp_path).json()
    assert send(client, "post", f"/imports/{batch['id']}/{step}").status_code == status


def test_bad_uploads_are_refused_as_problems(client: Visitor, tmp_path: Path, visit: Any) -> None:
    assert uploaded(client, tmp_path, key="").json()["code"] == "idempotency_key_missing"
    headers = {"Idempotency-Key": "k"}
    assert client.post(f"{API}/imports", {"kind": "toys"}, headers=headers).status_code == 422
    html = SimpleUploadedFile("a.xlsx", b"<html>")
    answer = client.post(f"{API}/imports", {"kind": "toys", "file": html}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")
    file = SimpleUploadedFile("a.csv", b"a,b\n1,2\n")
    assert client.post(f"{API}/imports", {"kind": "zzz", "file": file}, headers=headers).status_code == 404
    assert visit(IMPORT).post(f"{API}/imports", {"kind": "toys", "file": file}, headers=headers).status_code == 403
    assert client.get(f"{API}/imports/{2**63}").status_code == 404
    assert not ImportBatch.objects.exists()


def test_an_export_through_the_api(client: Visitor, asker: Actor) -> None:
    body = {"kind": "toy-export", "format": "csv", "columns": ["name"]}
    answer = send(client, "post", "/exports", body)
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    assert send(client, "post", "/exports", body).json()["id"] == answer.json()["id"]
    path = f"/exports/{answer.json()['id']}"
    assert client.get(f"{API}{path}/file").status_code == 404
    exports.make_export(answer.json()["id"], client.actor)
    assert client.get(f"{API}{path}").json()["status"] == "done"
    assert b"".join(client.get(f"{API}{path}/file").streaming_content).decode("utf-8-sig").splitlines()[0] == "名称"
    assert send(client, "post", "/exports", {"kind": "x"}, key="k2").status_code == 404
    assert ExportJob.objects.count() == 1
