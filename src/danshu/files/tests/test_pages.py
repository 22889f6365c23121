"""Attachments and notes on pages and through the interface, as plain HTML first (COM-016)."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danshu.audit.tests.pages import Visitor, words
from danshu.files.holding import HOLDERS
from danshu.files.models import Attachment, Note
from danshu.files.storing import STORE
from danshu.files.tests.factories import attached, pictured
from danshu.files.tests.samples import PDF, SVG, photo, zipped
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.permissions import CATALOGUE
from danshu.kit.querysets import ScopedQuerySet
from danshu.sales.models import Order, OrderNote
from danshu.sales.tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-016")]
Open = Callable[[Actor], Visitor]


def everything(world: World) -> Actor:
    """The clerk with every right over everything."""
    return Actor(world.clerk.user_id, "李四", grants=dict.fromkeys(CATALOGUE, EVERYTHING), unit_name="总部")


def send(client: Visitor, path: str, *files: tuple[str, bytes], **more: str) -> Any:
    """Upload as the form of a page does."""
    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(path, {"files": chosen, "form_token": "token-1", **more})


def page_of(order: Order) -> str:
    return f"/records/sales.order/{order.pk}/files/"


# ---- looking and uploading ------------------------------------------------------------------------------------------
def test_uploading_on_the_page_of_an_order_and_reading_it_there(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    home = f"/orders/{order.number}/"
    form = client.get(home).content.decode()
    assert f'action="{page_of(order)}" enctype="multipart/form-data"' in form

    answer = send(client, page_of(order), ("现场.jpg", photo()), ("回单.pdf", PDF), description="卸货")

    assert (answer.status_code, answer["Location"]) == (303, f"{home}#files")
    text = client.text(home)
    assert "附件 2 个" in text
    assert "现场.jpg 卸货" in text
    assert "上传附件 附件 回单.pdf" in re.sub(r" 改为 ", " ", text)
    row = Attachment.objects.get(kind="image")
    assert f'src="/files/{row.pk}/small/"' in client.get(home).content.decode()


def test_a_second_press_has_no_second_effect(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    for _press in range(2):
        assert send(client, page_of(order), ("a.pdf", PDF), ("b.txt", b"text")).status_code == 303
    assert Attachment.objects.count() == 2


def test_a_refused_file_is_named_and_does_not_hold_up_the_others(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    answer = send(client, page_of(order), ("照片.png", b"MZ\x90"), ("回单.pdf", PDF), ("图.svg", SVG))
    assert answer.status_code == 422
    told = words(answer)
    assert "“照片.png”：内容是可执行的程序或脚本，不管名字叫什么都不接受" in told
    assert "“图.svg”：名字带有可执行文件的扩展名 .svg" in told
    assert "其余 1 个文件已上传" in told
    assert list(Attachment.objects.values_list("name", flat=True)) == ["回单.pdf"]
    assert words(send(client, page_of(order))).count("先选择文件") == 1
    many = [(f"{n}.txt", str(n).encode()) for n in range(11)]
    assert "一次最多上传 10 个文件" in words(send(client, page_of(order), *many))
    assert Attachment.objects.count() == 1


def test_more_than_the_largest_file_is_refused_on_the_page(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    answer = send(client, page_of(order), ("大.pdf", b"%PDF-" + bytes(21 << 20)))
    assert (answer.status_code, Attachment.objects.count()) == (422, 0)
    assert "“大.pdf”：文件超过 20 MB 的上限" in words(answer)


def test_a_body_beyond_all_limits_is_not_even_read(world: World, as_person: Open, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20
    order, client = world.order(), as_person(world.clerk)
    answer = send(client, page_of(order), ("a.pdf", PDF + bytes(2 << 20)))
    assert (answer.status_code, Attachment.objects.count()) == (413, 0)
    assert "请求的内容超过 1 MB" in words(answer)


@pytest.mark.spec("FI-11")
def test_a_full_disk_answers_503_on_page_and_interface(
    world: World, as_person: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    order, client = world.order(), as_person(world.clerk)
    monkeypatch.setattr("danshu.files.taking.pour", full)
    answer = send(client, page_of(order), ("a.pdf", PDF))
    assert answer.status_code == 503
    assert "文件存储空间已满或暂时不可写，文件没有保存" in words(answer)
    answer = api(client, "post", f"records/sales.order/{order.pk}/attachments", file=("a.pdf", PDF), key="k")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "storage_full", "60")
    assert Attachment.objects.count() == 0
    assert client.get(f"/orders/{order.number}/").status_code == 200


# ---- bytes ----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("SEC-V3", "SEC-V5")
def test_bytes_are_served_with_a_fixed_type_and_can_never_run(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    page = zipped({"[Content_Types].xml": b"<script>", "word/document.xml": b""})
    keys = {
        "image": pictured(order, world.clerk), "pdf": attached(order, world.clerk),
        "word": attached(order, world.clerk, content=page, name="合同\r\nX: 1.docx"),
        "text": attached(order, world.clerk, content="第一行".encode("gb18030"), name="a.txt"),
    }  # fmt: skip
    for kind, key in keys.items():
        row = Attachment.objects.get(pk=key)
        for path in ("download/", "view/", "small/"):
            answer = client.get(f"/files/{key}/{path}")
            inside = path != "download/" and kind in ("image", "pdf")
            disposition = answer["Content-Disposition"]
            assert disposition.startswith("inline" if inside else "attachment"), (kind, path)
            assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (row.mime, "nosniff")
            assert "\r" not in disposition
            assert answer["Cache-Control"] == "private, no-store"
            policy = getattr(answer, "_csp_update", {})
            assert policy == ({} if inside and kind == "pdf" else {"sandbox": [True]}), (kind, path)
            b"".join(answer.streaming_content)
    answer = client.get(f"/files/{keys['pdf']}/download/")
    assert b"".join(answer.streaming_content) == PDF


@pytest.mark.spec("ACC-022", "SEC-A1", "INV-Z1")
def test_outside_the_scope_neither_page_nor_bytes_exist(world: World, as_person: Open) -> None:
    order, outsider = world.order(), as_person(world.stranger)
    key = pictured(order, world.clerk)
    never = words(outsider.get("/files/999999/"))
    for path in ("", "download/", "view/", "small/", "remove/"):
        answer = outsider.get(f"/files/{key}/{path}")
        assert (answer.status_code, words(answer)) == (404, never), path
    for path in (page_of(order), f"/records/sales.order_line/{order.lines.all()[0].pk}/files/"):
        assert outsider.get(path).status_code == 404
    assert send(outsider, page_of(order), ("a.pdf", PDF)).status_code == 404
    assert outsider.post(f"/records/parties.customer/{world.customer.pk}/notes/", {"content": "x"}).status_code == 404
    for path in (f"attachments/{key}", f"attachments/{key}/content", f"records/sales.order/{order.pk}/attachments",
                 f"records/sales.order/{order.pk}/notes", f"records/parties.customer/{world.customer.pk}/notes"):  # fmt: skip
        assert api(outsider, "get", path).status_code == 404, path
    assert api(outsider, "delete", f"attachments/{key}").status_code == 404
    assert (Attachment.objects.count(), Note.objects.count()) == (1, 0)


def test_lost_bytes_are_a_message_and_no_crash(world: World, as_person: Open) -> None:
    key = attached(world.order(), world.clerk)
    STORE.forget(Attachment.objects.get(pk=key).digest)
    assert as_person(world.clerk).get(f"/files/{key}/download/").status_code == 409


# ---- every record ---------------------------------------------------------------------------------------------------
def test_every_kind_of_record_holds_both_in_scope_and_names_itself(world: World, as_person: Open) -> None:
    assert set(HOLDERS) >= {
        "parties.customer", "parties.contact", "catalog.item", "sales.order", "sales.order_line", "fulfilment.shipment",
        "billing.receipt", "billing.refund",
    }  # fmt: skip
    order, boss = world.order(), everything(world)
    client, nobody = as_person(boss), Actor(world.clerk.user_id, "无")
    records = {"sales.order": order.pk, "sales.order_line": order.lines.all()[0].pk, "catalog.item": world.soap.pk,
               "parties.customer": world.customer.pk, "parties.contact": world.customer.contacts.all()[0].pk}  # fmt: skip
    for kind, known in HOLDERS.items():
        rows = known.rows(boss)
        assert not known.rows(nobody).exists(), f"{kind} shows records without the right"
        assert isinstance(rows, ScopedQuerySet) or kind in ("catalog.item", "sales.order_line", "billing.receipt")
    for kind, pk in records.items():
        assert send(client, f"/records/{kind}/{pk}/files/", ("a.pdf", PDF), form_token=kind).status_code == 303
        answer = client.post(f"/records/{kind}/{pk}/notes/", {"content": f"备注 {kind}", "form_token": f"n-{kind}"})
        record = HOLDERS[kind].rows(boss).get(pk=pk)
        home = HOLDERS[kind].url_of(record)
        assert (answer.status_code, answer["Location"]) == (303, f"{home}#log")
        if kind != "sales.order_line":
            text = client.text(home)
            assert "a.pdf" in text, kind
            assert f"备注 {kind}" in text, kind
        text = client.text(f"/records/{kind}/{pk}/files/")
        assert HOLDERS[kind].label_of(record) in text
        assert f"备注 {kind}" in text
    assert Attachment.objects.count() == len(records)
    assert (Note.objects.count(), OrderNote.objects.count()) == (len(records) - 1, 1)


def test_lines_of_an_order_lead_to_their_attachments(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    first, second = order.lines.order_by("position")
    assert send(client, f"/records/sales.order_line/{first.pk}/files/", ("a.pdf", PDF)).status_code == 303
    body = client.get(f"/orders/{order.number}/").content.decode()
    for row, told in ((first, "1 个附件"), (second, "附件与备注")):
        link = re.search(rf'href="/records/sales.order_line/{row.pk}/files/">(.*?)</a>', body, re.DOTALL)
        assert link is not None
        assert told in link[1]


def test_a_note_for_the_customer_says_so(world: World, as_person: Open) -> None:
    client, pk = as_person(world.clerk), world.customer.pk
    client.post(
        f"/records/parties.customer/{pk}/notes/", {"content": "已寄样品", "shown": "visible", "form_token": "1"}
    )
    client.post(f"/records/parties.customer/{pk}/notes/", {"content": "难缠", "shown": "", "form_token": "2"})
    text = client.text(f"/customers/{pk}/")
    assert "写了备注 客户可见 已寄样品" in text
    assert "写了备注 难缠" in text
    empty = client.post(f"/records/parties.customer/{pk}/notes/", {"content": " ", "form_token": "3"})
    assert (empty.status_code, Note.objects.count()) == (422, 2)
    assert "备注应为 1 到 2000 个字" in words(empty)


def test_hostile_names_and_descriptions_are_only_text(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    attached(order, world.clerk, name='"><script>alert(1)</script>.pdf', description="<img src=x onerror=alert(2)>")
    for path in (f"/orders/{order.number}/", page_of(order), f"/files/{Attachment.objects.get().pk}/"):
        body = client.get(path).content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body


def test_deleting_asks_first_and_is_offered_to_the_uploader_alone(world: World, as_person: Open) -> None:
    order = world.order()
    key = attached(order, world.clerk)
    client, other = as_person(world.clerk), as_person(world.reviewer)
    home = f"/orders/{order.number}/"
    assert f"/files/{key}/remove/" in client.get(home).content.decode()
    assert f"/files/{key}/remove/" not in other.get(home).content.decode()
    question = client.get(f"/files/{key}/remove/").content.decode()
    assert f"回单.pdf 从 {order.number} 上消失，不能恢复" in question
    hidden = dict(re.findall(r'name="(digest|form_token)" value="([^"]*)"', question))
    assert client.post(f"/files/{key}/remove/", {**hidden, "reason": "传错了"}).status_code == 303
    assert not Attachment.objects.exists()


def test_a_page_asks_the_database_no_more_for_many_attachments(
    world: World, as_person: Open, django_assert_max_num_queries: Any
) -> None:
    order, client = world.order(), as_person(world.clerk)
    for number in range(12):
        attached(order, world.clerk, content=str(number).encode(), name=f"{number}.txt")
    client.get(page_of(order))
    with django_assert_max_num_queries(9):
        assert "附件 12 个" in client.text(page_of(order))


# ---- interface ------------------------------------------------------------------------------------------------------
def api(client: Visitor, method: str, path: str, *, file: tuple[str, bytes] | None = None, body: Any = None,
        key: str = "", **more: str) -> Any:  # fmt: skip
    """One request of a program."""
    headers = {"Idempotency-Key": key} if key else {}
    if file is not None:
        return client.post(f"/api/v1/{path}", {"file": SimpleUploadedFile(*file), **more}, headers=headers)
    if method == "get":
        return client.get(f"/api/v1/{path}")
    call = getattr(client, method)
    return call(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.spec("SYS-030", "COM-013")
def test_attachments_through_the_interface(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    path = f"records/sales.order/{order.pk}/attachments"

    first = api(client, "post", path, file=("现场.jpg", photo()), key="k-1", description="卸货")
    again = api(client, "post", path, file=("现场.jpg", photo()), key="k-1", description="卸货")

    assert (first.status_code, again.json()) == (201, first.json())
    made = first.json()
    assert {name: made[name] for name in ("name", "kind", "media_type", "width", "height", "description", "scan")} == {
        "name": "现场.jpg", "kind": "image", "media_type": "image/jpeg", "width": 30, "height": 60,
        "description": "卸货", "scan": "none",
    }  # fmt: skip
    assert api(client, "get", path).json() == [made]
    assert api(client, "get", f"attachments/{made['id']}").json() == made
    content = api(client, "get", f"attachments/{made['id']}/content")
    assert len(b"".join(content.streaming_content)) == made["size"]
    other = api(client, "post", path, file=("b.txt", b"other"), key="k-1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert api(client, "delete", f"attachments/{made['id']}", key="k-2").status_code == 204
    assert api(client, "get", path).json() == []


@pytest.mark.spec("SYS-030")
def test_the_interface_refuses_like_the_page(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    path = f"records/sales.order/{order.pk}/attachments"
    program = api(client, "post", path, file=("照片.png", b"MZ\x90"), key="k-1")
    assert (program.status_code, program.json()["code"]) == (422, "attachment_refused")
    assert program.json()["errors"][0]["field"] == "files"
    large = api(client, "post", path, file=("a.pdf", b"%PDF-" + bytes(22 << 20)), key="k-2")
    assert (large.status_code, large.json()["code"]) == (422, "attachment_refused")
    assert api(client, "post", path, file=("a.pdf", PDF)).status_code == 400
    nothing = client.post(f"/api/v1/{path}", {"description": "x"}, headers={"Idempotency-Key": "k-3"})
    assert nothing.status_code == 422
    key = attached(order, world.clerk)
    taken_by_other = api(as_person(world.reviewer), "delete", f"attachments/{key}")
    assert (taken_by_other.status_code, taken_by_other.json()["code"]) == (403, "not_your_attachment")
    reader = as_person(Actor(world.clerk.user_id, "读", grants={"sales.order.view": EVERYTHING}))
    assert api(reader, "get", path).status_code == 200
    assert api(reader, "post", path, file=("b.txt", b"b"), key="k-4").status_code == 403
    assert Attachment.objects.count() == 1


@pytest.mark.spec("SYS-030")
def test_notes_of_every_record_through_one_address(world: World, as_person: Open) -> None:
    order, client = world.order(), as_person(world.clerk)
    for path in (f"records/sales.order/{order.pk}/notes", f"records/parties.customer/{world.customer.pk}/notes"):
        for _time in range(2):
            made = api(client, "post", path, body={"content": "送到后门", "is_visible": True}, key=f"k-{path}")
            assert made.status_code == 201
        assert made.json()["content"] == "送到后门"
        assert [(note["content"], note["is_visible"]) for note in api(client, "get", path).json()] == [
            ("送到后门", True)
        ]
        assert api(client, "post", path, body={"content": ""}, key="k-2").status_code == 422
    assert (Note.objects.count(), OrderNote.objects.get().kind) == (1, "customer")
