"""What the API takes and gives for custom fields."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field, StrictBool

NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, Field(max_length=4000, pattern=NO_NUL)]
Number = Annotated[int, Field(ge=-(10**14), le=10**14)]
CustomValue = StrictBool | Number | Text | Annotated[list[Text | Number], Field(max_length=50)] | None
# values by the codes of their fields; null empties a field, decimals and days are texts
Custom = Annotated[dict[Annotated[str, Field(max_length=40, pattern=NO_NUL)], CustomValue], Field(max_length=100)]


class CustomOptionOut(Schema):
    """One value of a field's own list."""

    code: str
    name: str
    name_en: str
    is_valid: bool


class CustomFieldOut(Schema):
    """A custom field: how its value is given under "custom" in the records of its kind.

    kind: text, note, integer, decimal, money, date, moment, boolean, choice, multi, user, customer, item, email, phone,
    url. A choice is given by the code of an option, or by the key of a value of `dictionary`; links by their keys.
    """

    code: str
    label: str
    kind: str
    section: str
    help_text: str
    dictionary: str
    options: list[CustomOptionOut]
    is_required: bool
    is_unique: bool
    is_searchable: bool
    places: int
    minimum: float | None
    maximum: float | None
    max_length: int | None
    pattern: str
    may_edit: bool
