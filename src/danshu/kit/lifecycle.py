"""One table per document says which decisions may follow which; code and database enforce the same table (INV-L1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pgtrigger
from django.db import models

from danshu.kit.errors import IllegalTransition


class HasStatus(Protocol):
    """A record with a decided status."""

    status: str


@dataclass(frozen=True)
class Lifecycle:
    """States and the edges between them; every state has a row, also a final one."""

    states: type[models.TextChoices]
    edges: Mapping[str, frozenset[str]]

    def __post_init__(self) -> None:
        known = {str(state) for state in self.states.values}
        if set(map(str, self.edges)) != known:
            raise ValueError(f"every state needs a row: {known ^ set(map(str, self.edges))}")
        if unknown := {str(t) for targets in self.edges.values() for t in targets} - known:
            raise ValueError(f"unknown targets: {unknown}")

    def allows(self, origin: str, target: str) -> bool:
        """True when the step is in the table."""
        return target in self.edges[origin]

    def move(self, record: HasStatus, target: str) -> None:
        """Change `record.status` or raise IllegalTransition. The caller holds the row lock and saves."""
        if not self.allows(record.status, target):
            labels = dict(self.states.choices)
            raise IllegalTransition(label=str(record), state=labels[record.status], target=labels[target])
        record.status = str(target)

    def final(self) -> frozenset[str]:
        """States that nothing leaves."""
        return frozenset(str(s) for s, targets in self.edges.items() if not targets)

    def trigger(self, name: str = "legal_transition", field: str = "status") -> pgtrigger.Trigger:
        """The same table as a database trigger: an UPDATE outside it fails with constraint name `legal_transition`."""
        pairs = ",".join(f"('{a}','{b}')" for a, bs in sorted(self.edges.items()) for b in sorted(bs))
        column = field
        return pgtrigger.Trigger(
            name=name,
            operation=pgtrigger.UpdateOf(column),
            when=pgtrigger.Before,
            condition=pgtrigger.Q(**{f"old__{field}__df": pgtrigger.F(f"new__{field}")}),
            func=f"IF (OLD.{column}::text, NEW.{column}::text) NOT IN (VALUES {pairs}) THEN "
            f"RAISE EXCEPTION '% cannot become %', OLD.{column}, NEW.{column} "
            "USING ERRCODE = '23514', CONSTRAINT = 'legal_transition'; END IF; RETURN NEW;",
        )
