"""Shapes of tags and segments in the API."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from danshu.kit.rest import Input, OneLine
from danshu.parties.rest_shapes import Key


class TagsIn(Input):
    """Tags for several customers; those that are not named stay."""

    customer_ids: list[Key] = Field(min_length=1, max_length=500)
    add: list[OneLine] = Field(default_factory=list, max_length=50)
    remove: list[OneLine] = Field(default_factory=list, max_length=50)


class TagOut(Schema):
    """A tag and how many valid customers of the caller's scope have it."""

    tag: str
    customers: int
