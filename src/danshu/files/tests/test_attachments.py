"""Attachments of records: who may, how many, where the bytes go (COM-016, INV-F1)."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from danshu.audit.models import AuditEntry
from danshu.audit.queries import history
from danshu.catalog.operations.delete_item import delete_item
from danshu.catalog.tests.factories import make_item
from danshu.files import holding, verification
from danshu.files.errors import BytesGone, NotYours, QuotaUsedUp, RecordClosed, TooManyAttachments
from danshu.files.models import Attachment, Note
from danshu.files.operations.add_attachment import add_attachment
from danshu.files.operations.add_note import add_note
from danshu.files.operations.remove_attachment import remove_attachment
from danshu.files.permissions import REMOVE_ANY
from danshu.files.queries import attachments_of, counts, notes_of
from danshu.files.removal import YOUNG_SECONDS, clear_stray_bytes
from danshu.files.storing import STORE
from danshu.files.tests.factories import NOON, attached, pictured, set_parameter, taken
from danshu.files.tests.samples import PDF, photo
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.errors import FieldErrors, Forbidden, NotFound
from danshu.kit.storing import STRAY_SECONDS, StorageFull
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.world import World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-016")]
SYSTEM = Actor.system()


def drifts() -> list[str]:
    """What verify says about attachments."""
    checks = (
        verification.attachments_have_their_bytes, verification.attachments_have_their_size,
        verification.no_bytes_are_stray, verification.attachments_have_their_record,
    )  # fmt: skip
    return [drift for check in checks for drift in check()]


def lying() -> set[str]:
    """The digests of all bytes in the store."""
    return {path.name for path in STORE.root.glob("*/*")}


def age(digest: str, seconds: int) -> None:
    """Let bytes have been written so long ago."""
    moment = time.time() - seconds
    os.utime(STORE.path_of(digest), (moment, moment))


# ---- adding ---------------------------------------------------------------------------------------------------------
def test_an_attachment_says_what_when_who_and_stands_in_the_history_of_its_record(world: World) -> None:
    order = world.order()
    key = attached(order, world.clerk, description="盖章的回单")

    (info,) = attachments_of("sales.order", order.pk)
    assert (info.id, info.name, info.kind, info.size, info.description) == (
        key,
        "回单.pdf",
        "pdf",
        len(PDF),
        "盖章的回单",
    )
    assert (info.uploader_id, info.uploader_name, info.uploaded_at) == (world.clerk.user_id, "李四", NOON)
    newest = history("sales.order", order.pk)[0]
    assert (newest["who"], newest["action"], newest["changes"]) == ("李四", "上传附件", [("附件", "", "回单.pdf")])
    assert AuditEntry.objects.get(subject_kind="files.attachment").changes["digest"] == [None, info.digest]
    assert drifts() == []


def test_a_repeated_request_and_the_same_file_again_have_no_second_effect(world: World) -> None:
    order, upload = world.order(), taken()
    add = add_attachment.keyed("one-key")
    given: dict[str, Any] = {"kind": "sales.order", "record_id": order.pk, "upload": upload}

    first = add(**given, actor=world.clerk, at=NOON)
    assert add(**given, actor=world.clerk, at=NOON) == first
    assert add_attachment(**given, actor=world.clerk, at=NOON) == first
    assert Attachment.objects.count() == 1
    assert AuditEntry.objects.filter(subject_kind="files.attachment").count() == 1


@pytest.mark.spec("ACC-022", "SEC-A2")
def test_a_record_outside_the_scope_takes_nothing(world: World) -> None:
    order, upload = world.order(), taken()
    for kind, pk in (("sales.order", order.pk), ("sales.order", 10**9), ("sales.order", -1), ("sales.order", 2**70),
                     ("no.such", 1), ("billing.receipt", 1)):  # fmt: skip
        with pytest.raises(NotFound):
            add_attachment(kind=kind, record_id=pk, upload=upload, actor=world.stranger, at=NOON)
    with pytest.raises(NotFound):
        add_note(kind="parties.customer", record_id=world.customer.pk, content="x", actor=world.stranger, at=NOON)
    assert (Attachment.objects.count(), Note.objects.count()) == (0, 0)


def test_without_the_right_nothing_is_added(world: World) -> None:
    order, upload = world.order(), taken()
    reader = Actor(world.clerk.user_id, "读", grants={"sales.order.view": EVERYTHING})
    with pytest.raises(Forbidden):
        add_attachment(kind="sales.order", record_id=order.pk, upload=upload, actor=reader, at=NOON)
    assert Attachment.objects.count() == 0


def test_a_record_that_may_only_be_looked_at_takes_nothing_and_loses_nothing(world: World) -> None:
    upload, customer = taken(), world.customer
    given: dict[str, Any] = {"kind": "parties.customer", "record_id": customer.pk}
    key = add_attachment(**given, upload=upload, actor=world.clerk, at=NOON)
    customer.is_valid = False
    customer.save(update_fields=["is_valid"])
    refused: tuple[Callable[[], object], ...] = (
        lambda: add_attachment(**given, upload=taken(photo(), "1.jpg"), actor=world.clerk, at=NOON),
        lambda: remove_attachment(attachment_id=key, actor=world.clerk, at=NOON),
        lambda: add_note(**given, content="x", actor=world.clerk, at=NOON),
    )
    for act in refused:
        with pytest.raises(RecordClosed):
            act()
    assert [info.name for info in attachments_of("parties.customer", customer.pk)] == ["回单.pdf"]


def test_a_record_has_only_so_many(world: World) -> None:
    set_parameter("attachment_max_count", "2")
    order = world.order()
    attached(order, world.clerk)
    pictured(order, world.clerk)
    with pytest.raises(TooManyAttachments) as refused:
        attached(order, world.clerk, content=b"third", name="3.txt")
    assert str(refused.value).startswith(f"{order.number} 已有 2 个附件，最多 2 个")
    assert counts("sales.order", [order.pk]) == {order.pk: 2}


def test_a_person_has_only_so_much_space_everywhere(world: World) -> None:
    set_parameter("attachment_quota_mb", "1")
    first, second = world.order(), world.order(line(world.soap, 1))
    attached(first, world.clerk, content=b"a" * 700_000, name="1.txt")
    with pytest.raises(QuotaUsedUp) as refused:
        attached(second, world.clerk, content=b"b" * 700_000, name="2.txt")
    assert str(refused.value).startswith("你的附件已用 0 MB，加上这个文件会超过个人上限 1 MB")
    assert Attachment.objects.count() == 1
    attached(second, world.reviewer, content=b"b" * 700_000, name="2.txt")
    assert Attachment.objects.count() == 2


# ---- deleting -------------------------------------------------------------------------------------------------------
def test_the_uploader_deletes_what_he_uploaded_and_the_bytes_go_with_the_job(world: World) -> None:
    order = world.order()
    key = pictured(order, world.clerk)
    row = Attachment.objects.get(pk=key)
    trial = remove_attachment.dry_run(attachment_id=key, actor=world.clerk, at=NOON)
    assert [effect.text for effect in trial.effects] == [f"现场.jpg 从 {order.number} 上消失，不能恢复"]
    for digest in (row.digest, row.preview_digest):
        age(digest, 10 * STRAY_SECONDS)

    remove_attachment(attachment_id=key, reason="传错了", actor=world.clerk, at=NOON)

    newest = history("sales.order", order.pk)[0]
    assert (newest["action"], newest["reason"], newest["changes"]) == ("删除附件", "传错了", [("附件", "现场.jpg", "")])
    assert drifts() == [], "the age of the bytes counts from the deletion"
    assert clear_stray_bytes() == 0, "somebody may just be uploading the same picture"
    for digest in (row.digest, row.preview_digest):
        age(digest, YOUNG_SECONDS + 5)
    assert clear_stray_bytes() == 2
    assert lying() == set()


def test_others_need_the_right_of_an_administrator(world: World) -> None:
    order = world.order()
    key = attached(order, world.clerk)
    with pytest.raises(NotYours) as refused:
        remove_attachment(attachment_id=key, actor=world.reviewer, at=NOON)
    assert refused.value.text == "附件 回单.pdf 是 李四 上传的，你不能删除"
    assert AuditEntry.objects.filter(operation="files.remove_attachment", result="refused").count() == 1
    with pytest.raises(NotFound):
        remove_attachment(attachment_id=key, actor=world.stranger, at=NOON)
    assert Attachment.objects.filter(pk=key).exists()

    world.reviewer.grants[REMOVE_ANY] = EVERYTHING  # type: ignore[index]
    remove_attachment(attachment_id=key, actor=world.reviewer, at=NOON)
    assert not Attachment.objects.exists()


def test_attachments_and_notes_go_with_a_record_that_is_deleted_for_good() -> None:
    item = make_item()
    add_attachment(kind="catalog.item", record_id=item.pk, upload=taken(), actor=SYSTEM, at=NOON)
    add_note(kind="catalog.item", record_id=item.pk, content="样品", actor=SYSTEM, at=NOON)
    delete_item(item_id=item.pk, actor=SYSTEM, at=NOON)
    assert (Attachment.objects.count(), Note.objects.count()) == (0, 0)


def test_attachments_of_lines_stay_with_lines_that_stay(world: World) -> None:
    order = world.order(submit=False)
    kept, gone = order.lines.order_by("position")
    for row in (kept, gone):
        add_attachment(kind="sales.order_line", record_id=row.pk, upload=taken(), actor=world.clerk, at=NOON)
    entry = world.entry(line(world.soap, 5, line_id=kept.pk))
    edit_order(order_id=order.pk, entry=entry, version=order.version, actor=world.clerk, at=NOON)
    assert set(Attachment.objects.values_list("source_id", flat=True)) == {kept.pk}
    assert drifts() == []


# ---- notes ----------------------------------------------------------------------------------------------------------
def test_notes_are_for_staff_unless_said_otherwise(world: World) -> None:
    pk = world.customer.pk
    add_note(kind="parties.customer", record_id=pk, content="  只要开专票 \n", actor=world.clerk, at=NOON)
    add_note(kind="parties.customer", record_id=pk, content="已寄样品", is_visible=True, actor=world.clerk, at=NOON)
    found = holding.held("parties.customer", pk, world.clerk)
    assert [(note.content, note.is_visible, note.author_name) for note in notes_of(found)] == [
        ("已寄样品", True, "李四"), ("只要开专票", False, "李四"),
    ]  # fmt: skip
    for wrong in ("", " \n ", "长" * 2001):
        with pytest.raises(FieldErrors):
            add_note(kind="parties.customer", record_id=pk, content=wrong, actor=world.clerk, at=NOON)
    assert Note.objects.count() == 2


def test_notes_of_orders_stay_with_their_channels(world: World) -> None:
    order = world.order()
    with pytest.raises(NotFound):
        add_note(kind="sales.order", record_id=order.pk, content="x", actor=world.clerk, at=NOON)
    assert Note.objects.count() == 0


# ---- bytes ----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("INV-F1", "FI-17")
def test_verify_finds_lost_changed_and_stray_bytes_and_lost_records(world: World) -> None:
    order = world.order()
    lost, changed, orphan = (
        Attachment.objects.get(pk=attached(order, world.clerk, content=text, name=f"{text!s}.txt"))
        for text in (b"lost", b"changed", b"orphan")
    )
    stray = taken(b"stray", "stray.txt")
    assert drifts() == []

    STORE.path_of(lost.digest).unlink()
    STORE.path_of(changed.digest).write_bytes(b"forged!")
    age(stray.digest, STRAY_SECONDS + 5)
    Attachment.objects.filter(pk=orphan.pk).update(source_id=10**9)

    assert drifts() == [
        f"attachment {lost.pk}: no bytes for {lost.digest}",
        f"attachment {changed.pk}: bytes differ from {changed.digest}",
        f"stray bytes {stray.digest}",
        f"attachment {orphan.pk}: no sales.order {10**9}",
    ]


@pytest.mark.spec("INV-F1")
def test_the_job_clears_what_nobody_names_and_nothing_else(world: World) -> None:
    key = pictured(world.order(), world.clerk)
    stray = taken(b"stray", "stray.txt")
    abandoned = STORE.root / ".draft-x"
    abandoned.write_bytes(b"half")
    os.utime(abandoned, (0, 0))
    row = Attachment.objects.get(pk=key)
    for digest in (row.digest, row.preview_digest, stray.digest):
        age(digest, YOUNG_SECONDS + 5)

    assert (clear_stray_bytes(), clear_stray_bytes()) == (1, 0)
    assert lying() == {row.digest, row.preview_digest}
    assert not abandoned.exists()


@pytest.mark.spec("INV-F1")
def test_bytes_that_were_cleared_meanwhile_are_not_named(world: World) -> None:
    order, upload = world.order(), taken()
    STORE.forget(upload.digest)
    with pytest.raises(BytesGone):
        add_attachment(kind="sales.order", record_id=order.pk, upload=upload, actor=world.clerk, at=NOON)
    assert Attachment.objects.count() == 0


@pytest.mark.spec("FI-11")
@pytest.mark.parametrize("step", ["mkstemp", "write", "replace"])
def test_a_full_disk_is_a_refusal_and_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    order = world.order()
    target = {"mkstemp": "tempfile.mkstemp", "write": "danshu.files.taking.pour", "replace": "os.replace"}[step]
    with monkeypatch.context() as patched:
        patched.setattr(target, full)
        with pytest.raises(StorageFull) as refused:
            attached(order, world.clerk)
    assert (refused.value.status, refused.value.facts["retry_after"]) == (503, 60)
    assert Attachment.objects.count() == 0
    assert [path for path in STORE.root.rglob("*") if path.is_file()] == []
    attached(order, world.clerk)
    assert Attachment.objects.count() == 1, "it recovers without hands"


def test_names_of_bytes_never_come_from_outside(world: World, settings: Any) -> None:
    attached(world.order(), world.clerk, name="../../evil.pdf")
    assert all(len(path.name) == 64 for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
