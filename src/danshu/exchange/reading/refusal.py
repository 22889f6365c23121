"""How the child says no: a code and facts; the texts for people are in `danshu.exchange.errors`."""

from __future__ import annotations


class Refusal(Exception):
    """The file (or one sheet of it) cannot be taken. `cell` is like C17, `row` a row number as people see it."""

    def __init__(self, reason: str, *, sheet: str = "", cell: str = "", **facts: str | int) -> None:
        super().__init__(reason)
        self.reason, self.sheet, self.cell, self.facts = reason, sheet, cell, facts

    def as_json(self) -> dict[str, object]:
        """For the pipe to the parent."""
        return {"reason": self.reason, "sheet": self.sheet, "cell": self.cell, "facts": self.facts}


def column_name(index: int) -> str:
    """A, B, ... Z, AA for 0, 1, ... 25, 26."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """C17 for row number 17 (from 1) and column index 2 (from 0)."""
    return f"{column_name(column)}{row}"
