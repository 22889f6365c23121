"""Operations that have no scenario yet. Take a line away with each scenario; never add one."""

from __future__ import annotations

PENDING: frozenset[str] = frozenset()

# Modules under construction: none of their operations needs a scenario yet.
PENDING_MODULES: frozenset[str] = frozenset()
