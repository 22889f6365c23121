"""Dealings in the words of the history: names instead of keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from danshu.custom_fields.taking import changes_between
from danshu.dictionaries.queries import labels_of
from danshu.identity.queries import full_name_of

Changes = dict[str, tuple[Any, Any]]
VALUES = ("type_id", "relation_id", "hot_spot_id", "intention_id", "status_id", "plan_type_id")
LEFT_OUT = ("form", "counts", "is_late", "search_tokens", "source_kind", "source_id", "products", "reminded_at",
            "contact_id", "custom")  # fmt: skip


def changes_of(record: Any, values: Mapping[str, Any]) -> Changes:
    """What differs on a stored record, before it is changed; as the history keeps it."""
    pairs = {
        name: (getattr(record, name), new)
        for name, new in values.items()
        if name not in LEFT_OUT and getattr(record, name) != new
    }
    return _in_words(pairs) | _custom(record.custom if "custom" in values else {}, values)


def first_values(values: Mapping[str, Any]) -> Changes:
    """The changes of a new record: everything that is not empty."""
    known = {n: (None, new) for n, new in values.items() if n not in LEFT_OUT and new not in (None, "", False, [])}
    return _in_words(known) | _custom(None, values)


def _custom(before: Mapping[str, Any] | None, values: Mapping[str, Any]) -> Changes:
    """Custom fields, which only communications have."""
    if "custom" not in values:
        return {}
    return changes_between("activities.communication", before, values["custom"])


def _in_words(pairs: Mapping[str, tuple[Any, Any]]) -> Changes:
    known = labels_of(_keys(pairs, VALUES))
    return {
        name.removesuffix("_id"): (_word(name, old, known), _word(name, new, known))
        for name, (old, new) in pairs.items()
    }


def _keys(pairs: Mapping[str, tuple[Any, Any]], names: Iterable[str]) -> set[int]:
    return {key for name in names for key in pairs.get(name, ()) if key is not None}


def _word(name: str, value: Any, known: Mapping[int, str]) -> Any:
    if value is None:
        return None
    if name in VALUES:
        return known.get(value, str(value))
    return full_name_of(value) if name == "responsible_id" else value
