"""How sure the parts of a pasted address are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mark(models.TextChoices):
    """What a person has to look at."""

    SURE = "sure", _("确定")
    GUESSED = "guessed", _("猜测")
    MISSING = "missing", _("没有")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its text, how sure it is, and why it is not."""

    value: str = ""
    mark: Mark = Mark.MISSING
    note: str = ""


NOTHING = Part()


def sure(value: str, note: str = "") -> Part:
    """A part that stands in the text and can mean nothing else."""
    return Part(value, Mark.SURE, note)


def guessed(value: str, note: str = "") -> Part:
    """A part that a person should look at."""
    return Part(value, Mark.GUESSED, note)


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """What was understood. region: the code of the smallest division found, "" for none; rest: what comes after it.

    others: codes that the same words could mean as well.
    """

    recipient: Part = NOTHING
    phone: Part = NOTHING
    province: Part = NOTHING
    city: Part = NOTHING
    district: Part = NOTHING
    town: Part = NOTHING
    rest: Part = NOTHING
    postal_code: Part = NOTHING
    region: str = ""
    others: tuple[str, ...] = field(default=())

    def parts(self) -> Iterator[tuple[str, Part]]:
        """(name, part) in the order of a label."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, Part):
                yield each.name, value

    @property
    def unsure(self) -> int:
        """How many parts are guessed."""
        return sum(part.mark is Mark.GUESSED for _name, part in self.parts())
