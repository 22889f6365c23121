"""What a cell can be told."""

from __future__ import annotations


class CellProblem(Exception):
    """A cell that does not convert. message: with this cell's figures; reason: without them, for grouping."""

    def __init__(self, code: str, message: str, reason: str, *, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code, self.message, self.reason, self.suggestions = code, message, reason, suggestions
