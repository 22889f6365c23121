"""What a kind of import declares about its columns. Pure data; `converting` turns cells into values by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from danshu.kit.errors import Text


class FieldType(StrEnum):
    """How a cell is understood, and the Python type of the value."""

    TEXT = "text"  # str; blanks at both ends are dropped
    NOTE = "note"  # str, kept as it is, several lines
    CODE = "code"  # str; full width to half width, "123.0" from a number cell is "123"
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # Decimal, at most `scale` decimals when given
    MONEY = "money"  # Decimal; currency signs and thousands separators are understood
    PERCENT = "percent"  # Decimal fraction: 12% and 0.12 are both Decimal("0.12")
    DATE = "date"  # datetime.date
    DATETIME = "datetime"  # aware datetime; a cell without a zone is in the company's time zone
    BOOLEAN = "boolean"  # bool: 是/否, 1/0, Y/N, true/false, 启用/停用 ...
    CHOICE = "choice"  # the `value` of one of `choices`
    PHONE = "phone"  # str of digits with an optional +; 11 digits when it begins with 1
    EMAIL = "email"  # str


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: what is stored, what people read, what else files call it.

    is_key: the value is a key of the database that no file holds; only the wizard's own choices may name it.
    """

    value: str
    label: Text
    synonyms: tuple[str, ...] = ()
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One column that a kind of import understands.

    name: key in `Row.values`; label: heading in the template and the wizard; synonyms: other headings that mean the
    same, in any language (case, blanks, "*" and what stands in brackets do not matter when headings are compared).
    max_length in characters; scale in decimals; minimum and maximum inclusive. choices may be a function that reads
    them when they are needed. units: words that may stand behind a number ("天"). default is used for an empty cell and for a column that is not mapped.
    """

    name: str
    label: Text
    type: FieldType = FieldType.TEXT
    required: bool = False
    synonyms: tuple[str, ...] = ()
    max_length: int | None = None
    scale: int | None = None
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    choices: Sequence[Choice] | Callable[[], Sequence[Choice]] = ()
    default: object = None
    hint: Text = ""
    example: str = ""
    units: tuple[str, ...] = ()

    def all_choices(self) -> Sequence[Choice]:
        """The allowed values, read now."""
        return self.choices() if callable(self.choices) else self.choices
