"""Values for tests."""

from __future__ import annotations

from danshu.dictionaries.models import Value
from danshu.kit.clock import now


def make_value(
    dictionary: str, name: str, *, code: str = "", name_en: str = "", position: int = 1, is_valid: bool = True
) -> Value:
    """A stored value."""
    return Value.objects.create(
        dictionary=dictionary, code=code, name=name, name_en=name_en, position=position, is_valid=is_valid,
        created_at=now(), updated_at=now(),
    )  # fmt: skip
