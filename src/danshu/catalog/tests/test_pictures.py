"""Pictures of products: taken in only as pictures, shown small and large, ordered, removed (CAT-001)."""

from __future__ import annotations

import io
import json
import struct
import zlib
from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from danshu.audit.models import AuditEntry
from danshu.audit.tests.pages import filled, words
from danshu.catalog.errors import InvalidRecord, PictureTooLarge, TooManyPictures, UnreadablePicture
from danshu.catalog.models import Item, ItemPicture
from danshu.catalog.operations.add_pictures import MAX_PICTURES, add_pictures
from danshu.catalog.operations.delete_item import delete_item
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.operations.remove_picture import remove_picture
from danshu.catalog.operations.set_main_picture import set_main_picture
from danshu.catalog.permissions import ITEM_EDIT, ITEM_VIEW
from danshu.catalog.pictures import LARGE, SMALL, picture_of
from danshu.catalog.queries import pictures_of
from danshu.catalog.tests.factories import NOW, drawn, make_item, make_pictures, picture
from danshu.kit.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CAT-001")]
SYSTEM = Actor.system()


def names(item: Item) -> list[str]:
    return [each.name for each in pictures_of(item.pk)]


def size_of(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(content)).size


def upload(*files: tuple[str, bytes]) -> dict[str, Any]:
    return {"images": [SimpleUploadedFile(name, content) for name, content in files]}


def test_pictures_are_kept_in_two_sizes_in_the_order_they_came() -> None:
    item = make_item()
    make_pictures(item, "red", "blue")

    assert names(item) == ["red.png", "blue.png"]
    row = ItemPicture.objects.get(name="red.png")
    assert (row.width, row.height, row.mime, row.position) == (80, 40, "image/jpeg", 1)
    assert size_of(bytes(row.content)) == (80, 40)
    entry = AuditEntry.objects.filter(operation="catalog.add_pictures")
    assert entry.count() == 2


def test_a_large_photo_is_made_smaller_upright_and_loses_its_metadata() -> None:
    photo = Image.new("RGB", (3000, 1500), "green")
    tags = photo.getexif()
    tags[0x0112] = 6  # the camera lay on its side
    tags[0x010F] = "secret camera"
    packed = io.BytesIO()
    photo.save(packed, "JPEG", exif=tags)

    made = picture_of(packed.getvalue(), "DCIM/照片.jpg", max_mb=20)

    assert (made.width, made.height) == (LARGE // 2, LARGE)
    assert size_of(made.content) == (600, 1200)
    assert size_of(made.thumbnail) == (SMALL // 2, SMALL)
    assert b"secret camera" not in made.content


def test_transparency_stays() -> None:
    packed = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(packed, "PNG")
    made = picture_of(packed.getvalue(), "logo.png", max_mb=20)
    assert made.mime == "image/png"
    assert Image.open(io.BytesIO(made.content)).getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00 a program", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"\x89PNG"],
)
def test_whatever_is_no_picture_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(UnreadablePicture) as refused:
        picture_of(content, "照片.png", max_mb=20)
    assert "照片.png 不是可以显示的图片" in str(refused.value)


def header_of(kind: str, width: int, height: int) -> bytes:
    """The beginning of a picture of this size; nothing follows that could be decoded."""
    if kind == "PNG":
        chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
        packed = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
        return packed + struct.pack(">I", 1 << 20) + b"IDAT"
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"


@pytest.mark.parametrize(
    ("kind", "width", "height"),
    [("PNG", 1, 39_000_000), ("PNG", 12_001, 1), ("PNG", 8_000, 8_000), ("JPEG", 1, 65_000)],
)
def test_a_picture_with_too_many_pixels_is_refused_by_its_header(kind: str, width: int, height: int) -> None:
    with pytest.raises(PictureTooLarge) as refused:
        picture_of(header_of(kind, width, height), "strip.png", max_mb=20)
    assert str(refused.value).startswith(
        f"strip.png 为 {width} × {height} 像素，每边最多 12000 像素，总共最多 40 百万像素"
    )
    assert refused.value.field == "images"


def test_the_longest_picture_allowed_is_scaled() -> None:
    packed = io.BytesIO()
    Image.new("1", (3, 12_000)).save(packed, "PNG")
    made = picture_of(packed.getvalue(), "strip.png", max_mb=20)
    assert size_of(made.content) == (1, LARGE)
    assert size_of(made.thumbnail) == (1, SMALL)


def test_the_same_picture_again_has_no_second_effect() -> None:
    item = make_item()
    make_pictures(item, "red")
    assert add_pictures(item_id=item.pk, pictures=[picture("red"), picture("red")], actor=SYSTEM, at=NOW) == 0
    assert names(item) == ["red.png"]


def test_the_ninth_picture_is_refused_with_the_numbers() -> None:
    item = make_item()
    make_pictures(item, *(f"rgb({n},0,0)" for n in range(MAX_PICTURES)))
    with pytest.raises(TooManyPictures) as refused:
        add_pictures(item_id=item.pk, pictures=[picture("white")], actor=SYSTEM, at=NOW)
    assert "最多 8 张图片，现有 8 张，又选了 1 张" in str(refused.value)
    assert ItemPicture.objects.count() == 8


def test_another_main_picture_and_the_next_one_after_removing_it() -> None:
    item = make_item()
    red, _blue, green = make_pictures(item, "red", "blue", "green")

    set_main_picture(item_id=item.pk, picture_id=green, actor=SYSTEM, at=NOW)
    assert names(item) == ["green.png", "red.png", "blue.png"]
    set_main_picture(item_id=item.pk, picture_id=green, actor=SYSTEM, at=NOW)
    assert AuditEntry.objects.filter(operation="catalog.set_main_picture").count() == 1

    remove_picture(item_id=item.pk, picture_id=green, actor=SYSTEM, at=NOW)
    assert names(item) == ["red.png", "blue.png"]
    assert ItemPicture.objects.get(position=1).pk == red


def test_an_invalid_product_keeps_its_pictures_as_they_are() -> None:
    item = make_item()
    (red,) = make_pictures(item, "red")
    invalidate_items(item_ids=[item.pk], actor=SYSTEM, at=NOW)
    for refused in (
        lambda: add_pictures(item_id=item.pk, pictures=[picture("blue")], actor=SYSTEM, at=NOW),
        lambda: remove_picture(item_id=item.pk, picture_id=red, actor=SYSTEM, at=NOW),
        lambda: set_main_picture(item_id=item.pk, picture_id=red, actor=SYSTEM, at=NOW),
    ):
        with pytest.raises(InvalidRecord):
            refused()
    assert names(item) == ["red.png"]


def test_pictures_go_with_a_deleted_product() -> None:
    item = make_item()
    make_pictures(item, "red")
    delete_item(item_id=item.pk, actor=SYSTEM, at=NOW)
    assert ItemPicture.objects.count() == 0


# ---- pages -----------------------------------------------------------------------------------------------------------
def test_pictures_are_uploaded_on_the_page_and_shown_in_list_and_detail(visit: Any) -> None:
    item = make_item()
    client, page = visit(ITEM_VIEW, ITEM_EDIT), f"/products/{item.pk}/pictures/"

    given = filled(client, page) | upload(("甲.png", drawn("red")), ("乙.jpg", drawn("blue", kind="JPEG")))
    answer = client.post(page, given)

    assert (answer.status_code, answer["Location"]) == (303, page)
    assert names(item) == ["甲.png", "乙.jpg"]
    first = pictures_of(item.pk)[0].id
    assert f'src="/products/{item.pk}/pictures/{first}/?size=small"' in client.get("/products/").content.decode()
    assert f'src="/products/{item.pk}/pictures/{first}/"' in client.get(f"/products/{item.pk}/").content.decode()
    shown = client.get(f"{page}{first}/?size=small")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    again = client.get(f"{page}{first}/?size=small", HTTP_IF_NONE_MATCH=shown["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_renamed_program_is_refused_beside_the_field(visit: Any) -> None:
    item = make_item()
    client, page = visit(ITEM_VIEW, ITEM_EDIT), f"/products/{item.pk}/pictures/"
    answer = client.post(page, filled(client, page) | upload(("照片.png", b"MZ\x90\x00")))
    assert answer.status_code == 422
    assert "照片.png 不是可以显示的图片" in words(answer)
    assert ItemPicture.objects.count() == 0


def test_without_the_right_no_button_and_every_request_is_refused(visit: Any) -> None:
    item = make_item()
    (red,) = make_pictures(item, "red")
    client, page = visit(ITEM_VIEW), f"/products/{item.pk}/pictures/"
    assert page + '"' not in client.get(f"/products/{item.pk}/").content.decode()
    assert client.get(page).status_code == 403
    for path in (f"{page}{red}/main/", f"{page}{red}/remove/"):
        assert client.post(path).status_code == 403
    assert client.post(page, upload(("甲.png", drawn("blue")))).status_code == 403
    assert names(item) == ["red.png"]
    assert client.get(f"{page}{red}/").status_code == 200


def test_a_picture_of_another_product_is_not_found(visit: Any) -> None:
    item, other = make_item(), make_item()
    (red,) = make_pictures(other, "red")
    client = visit(ITEM_VIEW, ITEM_EDIT)
    for path in (f"{red}/", f"{red}/main/", f"{red}/remove/"):
        assert client.get(f"/products/{item.pk}/pictures/{path}").status_code == 404
    assert names(other) == ["red.png"]


# ---- API -------------------------------------------------------------------------------------------------------------
def api(client: Any, method: str, path: str, body: Any = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return getattr(client, method)(
        f"/api/v1/products/{path}", json.dumps(body), content_type="application/json", headers=headers
    )


@pytest.mark.spec("SYS-030", "COM-013")
def test_pictures_through_the_api(visit: Any) -> None:
    item, client = make_item(code="A-1"), visit(ITEM_VIEW, ITEM_EDIT)
    sent = {"pictures": [{"name": f"{c}.png", "content": b64encode(drawn(c)).decode()} for c in ("red", "blue")]}

    first = api(client, "post", "a-1/pictures", sent, "k-1")
    again = api(client, "post", "a-1/pictures", sent, "k-1")

    assert (first.status_code, again.status_code) == (201, 201)
    red, blue = first.json()
    assert (red["name"], red["width"], red["height"], red["is_main"]) == ("red.png", 80, 40, True)
    assert ItemPicture.objects.count() == 2
    shown = client.get(f"/api/v1/products/A-1/pictures/{red['id']}", {"size": "small"})
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert [p["name"] for p in api(client, "post", f"A-1/pictures/{blue['id']}/main", {}).json()] == [
        "blue.png",
        "red.png",
    ]
    assert api(client, "delete", f"A-1/pictures/{blue['id']}").status_code == 204
    assert names(item) == ["red.png"]


@pytest.mark.spec("SYS-030")
def test_the_api_refuses_what_is_no_picture_and_those_without_the_right(visit: Any) -> None:
    item = make_item(code="A-1")
    keeper, reader = visit(ITEM_VIEW, ITEM_EDIT), visit(ITEM_VIEW)
    program = {"pictures": [{"name": "a.png", "content": b64encode(b"MZ\x90").decode()}]}
    assert api(keeper, "post", "A-1/pictures", program, "k-1").json()["code"] == "unreadable_picture"
    assert api(keeper, "post", "A-1/pictures", {"pictures": [{"name": "a", "content": "?"}]}, "k-2").status_code == 422
    good = {"pictures": [{"name": "a.png", "content": b64encode(drawn("red")).decode()}]}
    assert api(reader, "post", "A-1/pictures", good, "k-3").status_code == 403
    assert api(keeper, "post", "NONE/pictures", good, "k-4").status_code == 404
    assert names(item) == []
