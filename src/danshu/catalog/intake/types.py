"""What goes in and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from danshu.catalog.models import Category, Item
from danshu.kit.errors import FieldProblem


class Way(StrEnum):
    """What happens to an item that exists: nothing, its empty fields are filled, or given fields are replaced."""

    SKIP = "skip"
    FILL = "fill"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as a file tells it.

    code: as written; variant=True lets a second name under one code become an item of its own (code-2, code-3 ...).
    values: names of danshu.catalog.values.ItemValues; only what the file tells. category: a name, or a path such as
    "清洁用品 / 洗手液"; parent: the name of the category above. brand, unit: names.
    custom: values of custom fields by their codes.
    """

    code: str
    values: Mapping[str, Any]
    category: str = ""
    parent: str = ""
    brand: str = ""
    unit: str = ""
    variant: bool = False
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Taken:
    """The result of one entry. action: created, updated, unchanged, skipped, refused.

    before: values of changed fields as they were; categories: those that had to be made for this entry.
    """

    action: str
    item: Item | None = None
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
