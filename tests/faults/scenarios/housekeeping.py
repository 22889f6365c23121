"""Operations on expired data."""

from __future__ import annotations

from danshu.housekeeping.operations.clean_up import clean_up
from danshu.housekeeping.operations.set_rule import set_rule
from danshu.housekeeping.tests.factories import LINKS, SESSIONS, make_link, make_session
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("housekeeping.set_rule")
def _rule() -> Scenario:
    return lambda: set_rule(kind=SESSIONS, days=9, every="day", version=0, actor=ACTOR, at=AT)


@scenario("housekeeping.clean_up")
def _clean_up() -> Scenario:
    """What is removed stands in the log of cleanups, or nothing is removed."""
    make_session(30, at=AT)
    make_link(60, at=AT)
    return lambda: clean_up(kinds=[SESSIONS, LINKS], backup="有", actor=ACTOR, at=AT)
