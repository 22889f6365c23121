"""Pictures of products through the API (CAT-001)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from danshu.catalog.operations.add_pictures import MAX_PICTURES, add_pictures
from danshu.catalog.operations.remove_picture import remove_picture
from danshu.catalog.operations.set_main_picture import set_main_picture
from danshu.catalog.permissions import ITEM_EDIT, ITEM_VIEW
from danshu.catalog.pictures import picture_of
from danshu.catalog.queries import items_by_code, picture_bytes, pictures_of
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.rest import KEY_OPTIONAL, KEY_REQUIRED, Input, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.parameters.queries import value

router = Router(tags=["products"])
NO_NUL = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**62)]


class PictureIn(Input):
    """A JPEG, PNG or WebP file, its bytes in base64."""

    name: str = Field(min_length=1, max_length=255, pattern=NO_NUL, examples=["front.jpg"])
    content: str = Field(min_length=1, max_length=5 << 20, pattern=NO_NUL)


class PicturesIn(Input):
    """Pictures to put behind those that a product has."""

    pictures: list[PictureIn] = Field(min_length=1, max_length=MAX_PICTURES)


class PictureOut(Schema):
    """A picture; width and height in pixels of the large size."""

    id: int
    name: str
    mime: str
    width: int
    height: int
    is_main: bool
    created_at: datetime
    created_by_name: str


def _item_id(code: str) -> int:
    found = items_by_code([code]).get(code.upper()) if "\x00" not in code else None
    if found is None:
        raise NotFound()
    return found


def _shown(item_id: int) -> list[dict[str, Any]]:
    names = ("id", "name", "mime", "width", "height", "created_at", "created_by_name")
    return [
        {**{name: getattr(info, name) for name in names}, "is_main": place == 0}
        for place, info in enumerate(pictures_of(item_id))
    ]


def _bytes(content: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FieldErrors([FieldProblem("pictures", "base64", _("图片内容应为 base64"))]) from error


@router.get("/products/{code}/pictures", response=responses(list[PictureOut]), summary="Pictures of a product")
@allowed_to(ITEM_VIEW)
def pictures(request: ActorRequest, code: str) -> list[dict[str, Any]]:
    """The main picture first."""
    return _shown(_item_id(code))


@router.get("/products/{code}/pictures/{picture_id}", response=responses(None), summary="The bytes of a picture")
@allowed_to(ITEM_VIEW)
def picture(
    request: ActorRequest, code: str, picture_id: Key, size: Literal["small", "large"] = "large"
) -> HttpResponse:
    """JPEG or PNG, at most 1200 pixels a side, 160 for the small size."""
    content, mime, _digest = picture_bytes(_item_id(code), picture_id, small=size == "small")
    return HttpResponse(content, content_type=mime)


@router.post(
    "/products/{code}/pictures", response=responses(list[PictureOut], 201), openapi_extra=KEY_REQUIRED,
    summary="Add pictures",
)  # fmt: skip
@allowed_to(ITEM_EDIT)
def new_pictures(request: ActorRequest, code: str, payload: PicturesIn) -> Status[list[dict[str, Any]]]:
    """At most 8 in all; those that the product has already are left out."""
    item_id, limit = _item_id(code), int(value("attachment_max_mb"))
    made = [picture_of(_bytes(each.content), each.name, max_mb=limit) for each in payload.pictures]
    add_pictures.keyed(idempotency_key(request))(item_id=item_id, pictures=made, actor=request.actor, at=now())
    return Status(201, _shown(item_id))


@router.post(
    "/products/{code}/pictures/{picture_id}/main", response=responses(list[PictureOut]), openapi_extra=KEY_OPTIONAL,
    summary="Choose the main picture",
)  # fmt: skip
@allowed_to(ITEM_EDIT)
def main_picture(request: ActorRequest, code: str, picture_id: Key) -> list[dict[str, Any]]:
    """It stands for the product in lists."""
    item_id = _item_id(code)
    run = set_main_picture.keyed(idempotency_key(request, required=False))
    run(item_id=item_id, picture_id=picture_id, actor=request.actor, at=now())
    return _shown(item_id)


@router.delete("/products/{code}/pictures/{picture_id}", response=responses(None, 204), summary="Remove a picture")
@allowed_to(ITEM_EDIT)
def drop_picture(request: ActorRequest, code: str, picture_id: Key) -> Status[None]:
    """Removed for good; the next one becomes the main picture if need be."""
    remove_picture(item_id=_item_id(code), picture_id=picture_id, actor=request.actor, at=now())
    return Status(204, None)
