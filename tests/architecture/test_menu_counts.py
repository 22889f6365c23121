"""What waits behind the menu: its statements are kept, so they may hang on nothing but the actor and the day (COM-001)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from danshu.identity.tests.factories import make_unit, make_user
from danshu.kit import clock
from danshu.kit.actor import Actor, Scope
from danshu.kit.navigation import ENTRIES, Entry
from danshu.kit.permissions import CATALOGUE
from danshu.ui.counting import set_of

COUNTED = [entry for entry in ENTRIES if entry.count]
pytestmark = pytest.mark.django_db


def _written(entry: Entry, actor: Actor) -> Any:
    assert entry.count is not None
    found = entry.count(actor)
    assert isinstance(found, QuerySet), "records, so that they are counted together with the others; or moving=True"
    return repr(set_of(found))


@pytest.mark.spec("COM-001")
@pytest.mark.parametrize("entry", [entry for entry in COUNTED if not entry.moving], ids=lambda entry: entry.url_name)
@pytest.mark.parametrize("whole", [True, False], ids=["everything", "part"])
def test_what_waits_is_the_same_question_all_day_and_asks_the_database_nothing_to_be_written(
    entry: Entry, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_user(unit=make_unit())
    scope = Scope(everything=True) if whole else Scope(owner_ids=frozenset({person.pk}))
    actor = Actor(user_id=person.pk, name="甲", unit_id=person.unit_id, grants=dict.fromkeys(CATALOGUE, scope))
    noon = clock.now().replace(hour=4, minute=0)
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    with CaptureQueriesContext(connection) as asked:
        first = _written(entry, actor)
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon + timedelta(hours=5))

    assert (len(asked), _written(entry, actor)) == (0, first)


def test_entries_that_move_with_the_clock_are_known() -> None:
    assert {entry.url_name for entry in COUNTED if entry.moving} == {
        "activities:calendar", "calendar:month", "validation:fault_list",
    }  # fmt: skip
