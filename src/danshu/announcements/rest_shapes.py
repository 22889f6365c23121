"""What the API takes and gives for announcements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from danshu.announcements.models import CONTENT_LENGTH, TITLE_LENGTH, Announcement
from danshu.announcements.rules import AnnouncementData
from danshu.kit.days import BusinessDay
from danshu.kit.rest import Input, OneLine, PageQuery

NO_NUL = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**62)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Code = Annotated[str, Field(max_length=20, pattern=NO_NUL)]


class AnnouncementIn(Input):
    """An announcement in full. audience: "all", "roles" with role_codes, "units" with unit_ids (and all below them)."""

    title: OneLine = Field(min_length=1, max_length=TITLE_LENGTH)
    content: str = Field(min_length=1, max_length=CONTENT_LENGTH, pattern=NO_NUL)
    type: Code = "notice"
    audience: Code = "all"
    role_codes: list[Code] = Field(default_factory=list, max_length=100)
    unit_ids: list[Key] = Field(default_factory=list, max_length=200)
    from_date: BusinessDay | None = None
    to_date: BusinessDay | None = None
    is_top: bool = False
    must_confirm: bool = False

    def data(self) -> AnnouncementData:
        """What the operations take."""
        names = [name for name in AnnouncementIn.model_fields if name not in ("role_codes", "unit_ids")]
        given = {name: getattr(self, name) for name in names}
        return AnnouncementData(role_codes=tuple(self.role_codes), unit_ids=tuple(self.unit_ids), **given)


class AnnouncementChange(AnnouncementIn):
    """The announcement as it shall be; `version` is the one that was read. ask_anew: everybody reads and confirms again."""

    version: Version | None = None
    ask_anew: bool = False


class AnnouncementDecisionIn(Input):
    """A decision about an announcement; `version` is the one that was read."""

    version: Version | None = None
    reason: str = Field("", max_length=500, pattern=NO_NUL)


class ConfirmationIn(Input):
    """What was read: `round` as it was given, so that a newer text is not confirmed unread."""

    round: Version | None = None


class ShownQuery(PageQuery):
    """Filters of what is shown to the caller."""

    unread: bool | None = None
    waiting: bool | None = Field(None, description="Only those that wait for the caller's confirmation")


class KeptQuery(PageQuery):
    """Filters of what a publisher keeps."""

    status: Code | None = Field(None, examples=["published"])


class ReaderQuery(PageQuery):
    """Filters of the people whom an announcement addresses."""

    state: Code | None = Field(None, examples=["unread"])


class ShownOut(Schema):
    """An announcement as its readers see it."""

    id: int
    title: str
    content: str
    type: str
    from_date: date
    to_date: date | None
    is_top: bool
    must_confirm: bool
    round: int
    published_at: datetime
    published_by_name: str
    read_at: datetime | None
    confirmed_at: datetime | None


class KeptOut(Schema):
    """An announcement as its keepers see it; counts are of the present round."""

    id: int
    title: str
    content: str
    type: str
    audience: str
    role_codes: list[str]
    unit_ids: list[int]
    from_date: date
    to_date: date | None
    is_top: bool
    must_confirm: bool
    status: str
    round: int
    owner_name: str
    published_at: datetime | None
    published_by_name: str
    withdrawn_at: datetime | None
    read_count: int
    confirmed_count: int
    version: int
    created_at: datetime
    updated_at: datetime


class ReaderOut(Schema):
    """Somebody whom an announcement addresses; state: unread, read or confirmed."""

    user_id: int
    full_name: str
    state: str
    read_at: datetime | None
    confirmed_at: datetime | None


def shown_out(row: Announcement) -> dict[str, Any]:
    """An announcement for its reader."""
    return {name: getattr(row, name) for name in ShownOut.model_fields}


def kept_out(row: Announcement) -> dict[str, Any]:
    """An announcement for its keeper; its units have been read with it."""
    names = [name for name in KeptOut.model_fields if name != "unit_ids"]
    return {
        **{name: getattr(row, name) for name in names},
        "unit_ids": sorted(each.unit_id for each in row.units.all()),
    }


def reader_out(user: Any) -> dict[str, Any]:
    """Somebody with what he has done."""
    names = ("full_name", "state", "read_at", "confirmed_at")
    return {"user_id": user.pk, **{name: getattr(user, name) for name in names}}
