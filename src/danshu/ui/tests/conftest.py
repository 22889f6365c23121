"""Fixtures of the shared parts: invented records and an invented person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.db.models import QuerySet
from django.test.testcases import LiveServerThread

from danshu.kit.actor import EVERYTHING, Actor
from danshu.ui.gallery.models import CREATE, GalleryOrder
from danshu.ui.ports import PORTS, Ports
from danshu.ui.tests.middleware import PLAIN


@pytest.fixture
def orders(db: None) -> Callable[[int], QuerySet[GalleryOrder]]:
    """orders(45) makes that many invented orders."""

    def make(count: int) -> QuerySet[GalleryOrder]:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.ui_gallery_order")
            cursor.execute(CREATE, [count])
        return GalleryOrder.objects.all()

    return make


@pytest.fixture
def actor() -> Actor:
    """A person who may export."""
    return Actor(user_id=1, name="赵六", unit_name="总部", grants={"gallery.export": EVERYTHING})


@pytest.fixture(autouse=True)
def plain_pages(settings: object) -> None:
    """Pages without the sign-in of upper modules."""
    settings.ROOT_URLCONF = "danshu.ui.tests.urls"  # type: ignore[attr-defined]
    settings.MIDDLEWARE = PLAIN  # type: ignore[attr-defined]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_upper_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ports as they are when no upper module registered anything."""
    for each in fields(Ports):
        monkeypatch.setattr(PORTS, each.name, [] if each.name == "providers" else None)


@pytest.fixture
def gallery_url(db: None, plain_pages: None) -> Iterator[str]:
    """The gallery served by a thread of this process; its requests use connections of their own."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}/ui/gallery/"
    server.terminate()
