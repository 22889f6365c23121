"""A status has one name, one tone and one glyph on every screen, in print and in exports (ui.md section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

TONES = ("neutral", "info", "prog", "warn", "ok", "bad")
FILLS = ("", "half", "full", "x", "none")


@dataclass(frozen=True, slots=True)
class Status:
    """How a state is shown.

    tone: neutral (nothing to do), info (ready for the next step), prog (under way), warn (somebody must act),
    ok (finished), bad (failed or late). fill: "" empty ring, "half", "full", "x" ended badly, "none" no glyph.
    """

    label: str | Promise
    tone: str = "neutral"
    fill: str = ""

    def __post_init__(self) -> None:
        if self.tone not in TONES or self.fill not in FILLS:
            raise ValueError(f"unknown tone or fill: {self.tone} {self.fill}")

    def __str__(self) -> str:
        return str(self.label)


class Statuses(Mapping[str, Status]):
    """The states of one kind of record by their stored code; an unknown code is shown as it is."""

    def __init__(self, table: Mapping[str, Status]) -> None:
        self._table = dict(table)

    def __getitem__(self, code: str) -> Status:
        return self._table.get(code) or Status(code)

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def choices(self) -> list[tuple[str, str | Promise]]:
        """(code, label) for filters and forms."""
        return [(code, status.label) for code, status in self._table.items()]
