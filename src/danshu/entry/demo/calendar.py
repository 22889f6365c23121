"""Moments at which people of the demo company work: Monday to Saturday, 8:40 to 18:00, never in the future."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

from danshu.kit.clock import company_zone

OPENS, CLOSES = time(8, 40), time(18, 0)
MINUTES = 540  # between the two, less the last twenty
SUNDAY = 6


class Hours:
    """Working hours up to the moment the demo is built, or to the last closing time when it is built at night."""

    def __init__(self, dice: random.Random, at: datetime) -> None:
        self.dice, self.at = dice, at
        self.end = self._last_open(at)

    def around(self, moment: datetime) -> datetime:
        """The moment itself when people work then, else another one of the same day, or of the last working day."""
        local = moment.astimezone(company_zone())
        if self._open(local) and moment < self.end:
            return moment
        while True:
            local -= timedelta(days=local.weekday() == SUNDAY)
            if (found := self._in(local)) < self.end:
                return found
            local -= timedelta(days=1)

    def later(self, moment: datetime, hours: float) -> datetime:
        """`hours` after the moment, or as soon as somebody works again; at the latest a few minutes ago."""
        wanted = moment + timedelta(hours=hours * self.dice.uniform(0.7, 1.3))
        local = wanted.astimezone(company_zone())
        if not self._open(local):
            day = local + timedelta(days=local.time() >= CLOSES)
            day += timedelta(days=day.weekday() == SUNDAY)
            wanted = self._in(day, within=90)
        latest = self.end - timedelta(minutes=self.dice.randint(2, 20))
        return max(moment + timedelta(seconds=40), min(wanted, latest))

    def _in(self, day: datetime, within: int = MINUTES) -> datetime:
        opens = day.replace(hour=OPENS.hour, minute=OPENS.minute, second=self.dice.randint(0, 59))
        return (opens + timedelta(minutes=self.dice.randint(0, within))).astimezone(self.at.tzinfo)

    def _last_open(self, at: datetime) -> datetime:
        """The last moment up to `at` at which people worked."""
        local = at.astimezone(company_zone())
        if self._open(local):
            return at
        closed = local.replace(hour=CLOSES.hour, minute=CLOSES.minute, second=0, microsecond=0)
        closed -= timedelta(days=local.time() < CLOSES)
        closed -= timedelta(days=closed.weekday() == SUNDAY)
        return closed.astimezone(at.tzinfo)

    @staticmethod
    def _open(local: datetime) -> bool:
        return local.weekday() != SUNDAY and OPENS <= local.time() < CLOSES
