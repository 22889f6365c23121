"""FI-05 for attachments: space and number are limits also for many clients at once; clearing never takes what is named."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from danshu.files import removal
from danshu.files.errors import BytesGone, QuotaUsedUp, TooManyAttachments
from danshu.files.models import Attachment
from danshu.files.operations import add_attachment as adding
from danshu.files.operations.add_attachment import add_attachment
from danshu.files.removal import clear_stray_bytes
from danshu.files.storing import BYTES, STORE
from danshu.files.taking import Upload, take
from danshu.files.tests.factories import NOON, set_parameter
from danshu.files.verification import attachments_have_their_bytes
from danshu.sales.models import Order
from danshu.sales.tests.world import World, build_world, line
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.spec("COM-016", "INV-F1")]
CLIENTS = 12


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def world() -> World:
    return build_world()


def uploads(size: int = 300_000) -> list[Upload]:
    """One text for each client."""
    return [take([bytes([97 + number]) * size], f"{number}.txt") for number in range(CLIENTS)]


def add(order: Order, upload: Upload, world: World) -> int:
    return add_attachment(kind="sales.order", record_id=order.pk, upload=upload, actor=world.clerk, at=NOON)


def orders(world: World) -> list[Order]:
    """One for each client: the limit of a person is over all of them."""
    return [world.order(line(world.soap, number + 1)) for number in range(CLIENTS)]


def test_a_person_cannot_exceed_his_space_by_uploading_everywhere_at_once(world: World) -> None:
    set_parameter("attachment_quota_mb", "1")
    places, files = orders(world), uploads()
    result = race(CLIENTS, lambda client: add(places[client], files[client], world))
    assert (result.count(int), result.count(QuotaUsedUp)) == (3, CLIENTS - 3), result.names()
    assert Attachment.objects.count() == 3


def test_without_the_slot_of_the_person_his_space_is_exceeded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    set_parameter("attachment_quota_mb", "1")
    places, files, quick = orders(world), uploads(), adding.lock_slot

    def slow(*parts: object) -> None:
        if parts[0] == adding.PERSON:
            return
        time.sleep(0.1)
        quick(*parts)

    monkeypatch.setattr(adding, "lock_slot", slow)
    race(CLIENTS, lambda client: add(places[client], files[client], world))
    assert Attachment.objects.count() > 3


def test_a_record_never_holds_more_than_it_may(world: World) -> None:
    set_parameter("attachment_max_count", "5")
    order, files = world.order(), uploads(100)
    result = race(CLIENTS, lambda client: add(order, files[client], world))
    assert (result.count(int), result.count(TooManyAttachments)) == (5, CLIENTS - 5), result.names()


def clear_while_named(world: World) -> list[str]:
    """Half of the clients name old bytes while the others clear what is stray; what verify says afterwards."""
    places, files = orders(world), uploads(100)
    for upload in files[1::2]:
        STORE.forget(upload.digest)

    def work(client: int) -> int:
        return clear_stray_bytes(older_than=-1) if client % 2 else add(places[client], files[client], world)

    result = race(CLIENTS, work)
    assert result.count(int) + result.count(BytesGone) == CLIENTS, result.names()
    return list(attachments_have_their_bytes())


def test_bytes_that_are_being_named_are_not_cleared(world: World) -> None:
    assert clear_while_named(world) == []
    assert all(STORE.holds(row.digest) for row in Attachment.objects.all())


def test_without_the_slot_of_the_bytes_something_named_is_cleared(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the job looks, the upload names, the job deletes."""
    monkeypatch.setattr(removal, "lock_slot", lambda *parts: None)
    monkeypatch.setattr(adding, "lock_slot", lambda *parts: time.sleep(0.3 if parts[0] == BYTES else 0))
    looked = removal.is_named

    def slow(digest: str) -> bool:
        found = looked(digest)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(removal, "is_named", slow)
    assert clear_while_named(world) != []
