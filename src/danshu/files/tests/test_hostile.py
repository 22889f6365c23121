"""What is taken and what is refused: by content, with the reason, in bounded time (COM-016, SEC-V5)."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from danshu.files import scanning
from danshu.files.errors import AttachmentRefused
from danshu.files.models import Scan
from danshu.files.storing import STORE
from danshu.files.taking import take
from danshu.files.tests.factories import set_parameter
from danshu.files.tests.samples import GOOD, HOSTILE, PDF, photo

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-016", "SEC-V5")]


def kept() -> list[Path]:
    """All files in the store."""
    return [path for path in STORE.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("case", GOOD)
def test_a_sound_file_is_taken_under_its_true_type_and_a_readable_name(case: str) -> None:
    given, content, kind, mime, name = GOOD[case]
    upload = take([content[:100], content[100:]], given, description="  说明\n一 ")

    assert (upload.kind, upload.mime, upload.name, upload.description) == (kind, mime, name, "说明 一")
    assert (upload.size, upload.scan) == (STORE.path_of(upload.digest).stat().st_size, Scan.NONE)
    assert STORE.is_sound(upload.digest)
    assert len(kept()) == (2 if kind == "image" else 1)
    assert len(upload.name.encode()) <= 240


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(case: str) -> None:
    given, content, reason = HOSTILE[case]
    began = time.monotonic()
    with pytest.raises(AttachmentRefused) as refused:
        take([content], given)

    assert refused.value.reason == reason
    assert refused.value.text
    assert refused.value.remedy
    assert refused.value.field == "files"
    assert time.monotonic() - began < 10
    assert kept() == []


def test_twenty_one_megabytes_are_refused_with_the_limit() -> None:
    with pytest.raises(AttachmentRefused) as refused:
        take((b"%PDF-" + bytes(1 << 20) for _ in range(21)), "大图.pdf")
    assert str(refused.value).startswith("“大图.pdf”：文件超过 20 MB 的上限")
    assert kept() == []


def test_a_kind_that_the_company_does_not_want_is_refused_by_name() -> None:
    set_parameter("attachment_types", ["image"])
    with pytest.raises(AttachmentRefused) as refused:
        take([PDF], "回单.pdf")
    assert str(refused.value) == "“回单.pdf”：系统不接受这类文件：PDF；换成允许的类型：图片"


def test_a_photo_is_turned_upright_made_smaller_and_loses_its_metadata() -> None:
    upload = take([photo(6000, 3000)], "DCIM/1.jpg")

    assert (upload.width, upload.height) == (2048, 4096)
    large, small = (STORE.path_of(digest).read_bytes() for digest in (upload.digest, upload.preview_digest))
    assert (Image.open(io.BytesIO(large)).size, Image.open(io.BytesIO(small)).size) == ((2048, 4096), (160, 320))
    assert b"secret camera" in photo(60, 30)
    assert b"secret camera" not in large + small
    assert upload.preview_size == len(small)


def test_the_same_content_is_kept_once() -> None:
    assert take([PDF], "a.pdf").digest == take([PDF], "b.pdf").digest
    assert len(kept()) == 1


@pytest.fixture
def scanner() -> Any:
    """Install a scanner for the test."""
    yield scanning.scan_with
    scanning.scan_with(None)


def test_a_scanner_that_finds_something_has_the_last_word(scanner: Any) -> None:
    scanner(lambda path: "Eicar-Signature" if b"Signed" in path.read_bytes() else "")
    with pytest.raises(AttachmentRefused) as refused:
        take([PDF], "回单.pdf")
    assert str(refused.value).startswith("“回单.pdf”：查毒程序报告：Eicar-Signature")
    assert kept() == []
    assert take([b"plain"], "a.txt").scan == Scan.CLEAN


def test_a_scanner_that_cannot_tell_does_not_pretend(scanner: Any) -> None:
    def away(path: Path) -> str:
        raise ConnectionRefusedError

    scanner(away)
    assert take([PDF], "回单.pdf").scan == Scan.NONE
