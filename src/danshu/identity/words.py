"""Small pieces of sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(parts: Iterable[object]) -> str:
    """Parts of an enumeration, separated as the active language does."""
    return _("、").join(map(str, parts))


def counted(counts: Iterable[tuple[str, int]]) -> str:
    """Kinds with their counts: 客户 12、订单 3."""
    return listed(f"{label} {count}" for label, count in counts)
