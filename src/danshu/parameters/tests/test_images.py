"""Logo and seal: re-encoded, logged; the seal is never handed out by a page (SYS-001)."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from danshu.audit.models import AuditEntry
from danshu.audit.tests.pages import words
from danshu.kit.parameters import company_image
from danshu.parameters.models import CompanyImage
from danshu.parameters.permissions import CONFIGURE

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-001")]
PAGE = "/settings/company-images/"


def picture(kind="PNG", size=(40, 20), **options):
    packed = io.BytesIO()
    Image.new("RGB", size, "red").save(packed, kind, **options)
    return packed.getvalue()


def huge_header():
    """A PNG that claims 60000 x 60000 pixels in 100 bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


def put(client, name, content, file_name="x.png"):
    return client.post(PAGE, {"name": name, "file": SimpleUploadedFile(file_name, content)})


def test_an_image_is_kept_as_a_plain_png_without_what_was_hidden_in_it(visit):
    client = visit(CONFIGURE)
    content = picture("JPEG", comment=b"<?php secret ?>")
    assert put(client, "logo", content, "logo.jpg").status_code == 303
    kept = company_image("logo")
    assert kept.startswith(b"\x89PNG")
    assert b"secret" not in kept
    assert client.get("/company/logo.png").content == kept
    assert "40 × 20" in client.text(PAGE)
    entry = AuditEntry.objects.get(operation="parameters.set_company_image")
    assert entry.changes["digest"][0] is None


def test_the_seal_is_for_printing_only(visit):
    client = visit(CONFIGURE)
    put(client, "seal", picture())
    assert company_image("seal") is not None
    for path in ("/company/seal.png", "/company/logo.png"):
        assert client.get(path).status_code == 404
    assert "<img" not in client.get(PAGE).content.decode().partition("main")[2]
    assert client.get(f"{PAGE}seal/").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a" + b"0" * 50, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
     picture()[:60], picture("GIF"), huge_header(), picture(size=(12_001, 1)), picture() + b"0" * (2 << 20)],
    ids=["empty", "not really gif", "svg", "cut", "gif", "bomb", "strip", "too large"],
)  # fmt: skip
def test_anything_else_is_refused_beside_the_field(visit, content):
    response = put(visit(CONFIGURE), "logo", content)
    assert response.status_code == 422
    assert not CompanyImage.objects.exists()


def test_removing_asks_first_and_is_logged(visit):
    client = visit(CONFIGURE)
    put(client, "logo", picture())
    question = client.get(f"{PAGE}logo/")
    assert "移除公司标志？" in words(question)
    digest = question.content.decode().partition('name="digest" value="')[2].partition('"')[0]
    assert client.post(f"{PAGE}logo/", {"digest": digest, "reason": "换新的"}).status_code == 303
    assert company_image("logo") is None
    assert AuditEntry.objects.filter(operation="parameters.set_company_image", reason="换新的").exists()


@pytest.mark.spec("ACC-023")
def test_nobody_else_sets_images(visit):
    assert put(visit("sales.order.view"), "seal", picture()).status_code == 403
    assert not CompanyImage.objects.exists()
