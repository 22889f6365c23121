"""Announcements through the API (ACC-025, SYS-030): those shown to the caller, and those that he keeps."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status

from danshu.announcements import queries
from danshu.announcements.operations.create_announcement import create_announcement
from danshu.announcements.operations.delete_announcement import delete_announcement
from danshu.announcements.operations.edit_announcement import edit_announcement
from danshu.announcements.operations.publish_announcement import publish_announcement
from danshu.announcements.operations.read_announcement import confirm_announcement, read_announcement
from danshu.announcements.operations.withdraw_announcement import withdraw_announcement
from danshu.announcements.permissions import EDIT, PUBLISH
from danshu.announcements.rest_shapes import (
    AnnouncementChange,
    AnnouncementDecisionIn,
    AnnouncementIn,
    ConfirmationIn,
    KeptOut,
    KeptQuery,
    Key,
    ReaderOut,
    ReaderQuery,
    ShownOut,
    ShownQuery,
    kept_out,
    reader_out,
    shown_out,
)
from danshu.kit.clock import now
from danshu.kit.rest import KEY_OPTIONAL, KEY_REQUIRED, Page, allowed_to, idempotency_key, page, responses
from danshu.kit.web import SIGNED_IN, ActorRequest

router = Router(tags=["announcements"])


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


def _kept(request: ActorRequest, pk: int) -> dict[str, Any]:
    return kept_out(queries.kept(request.actor, pk))


@router.get("/announcements", response=responses(Page[ShownOut]))
@allowed_to(SIGNED_IN)
def list_shown(request: ActorRequest, query: Query[ShownQuery]) -> dict[str, Any]:
    """What is shown to the caller today, the newest first."""
    rows = queries.shown_to(request.actor)
    for asked, condition in ((query.unread, queries.UNREAD), (query.waiting, queries.UNCONFIRMED)):
        if asked is not None:
            rows = rows.filter(condition) if asked else rows.exclude(condition)
    return page(rows, query, by=("-published_at", "-pk"), shape=shown_out)


@router.get("/announcements/{announcement_id}", response=responses(ShownOut))
@allowed_to(SIGNED_IN)
def one_shown(request: ActorRequest, announcement_id: Key) -> dict[str, Any]:
    """One of them; asking for it does not count as reading it."""
    return shown_out(queries.shown(request.actor, announcement_id))


@router.post("/announcements/{announcement_id}/read", response=responses(ShownOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(SIGNED_IN)
def note_reading(request: ActorRequest, announcement_id: Key) -> dict[str, Any]:
    """The caller has read it."""
    read_announcement(announcement_id=announcement_id, actor=request.actor, at=now())
    return shown_out(queries.shown(request.actor, announcement_id))


@router.post("/announcements/{announcement_id}/confirm", response=responses(ShownOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(SIGNED_IN)
def note_confirmation(request: ActorRequest, announcement_id: Key, payload: ConfirmationIn) -> dict[str, Any]:
    """The caller has read and confirmed it."""
    confirm_announcement(announcement_id=announcement_id, seen_round=payload.round, actor=request.actor, at=now())
    return shown_out(queries.shown(request.actor, announcement_id))


@router.get("/kept-announcements", response=responses(Page[KeptOut]))
@allowed_to(EDIT)
def list_kept(request: ActorRequest, query: Query[KeptQuery]) -> dict[str, Any]:
    """The announcements in the caller's scope as a publisher, the newest first."""
    rows = queries.kept_by(request.actor).prefetch_related("units")
    return page(rows.filter(status=query.status) if query.status else rows, query, shape=kept_out)


@router.post("/kept-announcements", response=responses(KeptOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT)
def write_one(request: ActorRequest, payload: AnnouncementIn) -> Status[Any]:
    """Write a draft."""
    row = create_announcement.keyed(idempotency_key(request))(data=payload.data(), actor=request.actor, at=now())
    return Status(201, _kept(request, row.pk))


@router.get("/kept-announcements/{announcement_id}", response=responses(KeptOut))
@allowed_to(EDIT)
def one_kept(request: ActorRequest, announcement_id: Key) -> dict[str, Any]:
    """One of them."""
    return _kept(request, announcement_id)


@router.put("/kept-announcements/{announcement_id}", response=responses(KeptOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def change_one(request: ActorRequest, announcement_id: Key, payload: AnnouncementChange) -> dict[str, Any]:
    """Change a draft, or, with the right to publish, a published one."""
    edit_announcement.keyed(_key(request))(
        announcement_id=announcement_id, seen_version=payload.version, data=payload.data(), ask_anew=payload.ask_anew,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return _kept(request, announcement_id)


@router.delete("/kept-announcements/{announcement_id}", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def drop_one(request: ActorRequest, announcement_id: Key) -> Status[None]:
    """Delete a draft."""
    delete_announcement.keyed(_key(request))(announcement_id=announcement_id, actor=request.actor, at=now())
    return Status(204, None)


@router.post("/kept-announcements/{announcement_id}/publish", response=responses(KeptOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(PUBLISH)
def publish_one(request: ActorRequest, announcement_id: Key, payload: AnnouncementDecisionIn) -> dict[str, Any]:
    """Show it to everybody whom it addresses."""
    row = publish_announcement.keyed(_key(request))(
        announcement_id=announcement_id, seen_version=payload.version, actor=request.actor, at=now()
    )
    return kept_out(queries.kept(request.actor, row.pk, PUBLISH))


@router.post("/kept-announcements/{announcement_id}/withdraw", response=responses(KeptOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(PUBLISH)
def withdraw_one(request: ActorRequest, announcement_id: Key, payload: AnnouncementDecisionIn) -> dict[str, Any]:
    """Show it to nobody any more."""
    row = withdraw_announcement.keyed(_key(request))(
        announcement_id=announcement_id,
        seen_version=payload.version,
        reason=payload.reason,
        actor=request.actor,
        at=now(),
    )
    return kept_out(queries.kept(request.actor, row.pk, PUBLISH))


@router.get("/kept-announcements/{announcement_id}/readers", response=responses(Page[ReaderOut]))
@allowed_to(EDIT)
def list_readers(request: ActorRequest, announcement_id: Key, query: Query[ReaderQuery]) -> dict[str, Any]:
    """The people whom it addresses today: who has read and confirmed it, and who not."""
    rows = queries.readers(queries.kept(request.actor, announcement_id)).order_by("pk")
    return page(rows.filter(state=query.state) if query.state else rows, query, by=("pk",), shape=reader_out)
