"""What the API takes and gives about divisions."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from danshu.kit.rest import Input

DIGITS = r"^(\d{2}|\d{4}|\d{6}|\d{9})?$"
NO_NUL = r"^[^\x00]*$"


class DivisionQuery(Input):
    """Either what lies inside `parent` (the country without it), or what `q` finds by name, pinyin, initials or code."""

    parent: str = Field("", pattern=DIGITS, examples=["4403"])
    q: str = Field("", max_length=60, pattern=NO_NUL, examples=["nsq"])


class DivisionOut(Schema):
    """A division. has_more: whether something lies inside that can be chosen."""

    code: str = Field(examples=["440305"])
    name: str = Field(examples=["南山区"])
    province: str
    city: str
    district: str
    town: str
    has_more: bool


class AddressTextIn(Input):
    """An address as somebody wrote it into a message."""

    text: str = Field(
        min_length=1,
        max_length=500,
        pattern=NO_NUL,
        examples=["张三 13800000000 广东省深圳市南山区粤海街道科技园路1号"],
    )


class AddressPartOut(Schema):
    """One part. mark: sure, guessed or missing; note: why it is a guess."""

    value: str
    mark: str = Field(examples=["sure"])
    note: str


class ParsedAddressOut(Schema):
    """What was understood; nothing is stored. region: the code of the smallest division found; others: codes that the same words
    could mean as well."""

    recipient: AddressPartOut
    phone: AddressPartOut
    province: AddressPartOut
    city: AddressPartOut
    district: AddressPartOut
    town: AddressPartOut
    rest: AddressPartOut
    postal_code: AddressPartOut
    region: str = Field(examples=["440305007"])
    others: list[str]
