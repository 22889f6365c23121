"""What receivers are offered is what really happens (SYS-030)."""

from __future__ import annotations

import pytest

from danshu.integrations.published import EVENTS
from danshu.kit.events import PUBLISHED, Event
from danshu.parties.events import CustomerCreated


def names(event: type[Event]) -> set[str]:
    """The names of an event and of all made from it."""
    return {event.name}.union(*(names(each) for each in event.__subclasses__()))


@pytest.mark.spec("SYS-030")
def test_every_event_that_is_offered_is_one_that_is_published() -> None:
    assert set(EVENTS) - names(Event) == set()
    assert set(EVENTS) == set(PUBLISHED)
    assert "sales.OrderApproved" in EVENTS


@pytest.mark.spec("SYS-030")
def test_the_name_of_a_customer_that_was_created_is_offered_as_it_is_published() -> None:
    assert CustomerCreated.name in EVENTS
