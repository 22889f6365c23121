"""How a low module points at a document of a higher one without knowing its table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class SourceRef:
    """A document by kind and number, for example SourceRef('sales.order', 17)."""

    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"

    @classmethod
    def parse(cls, text: str) -> SourceRef:
        """The inverse of str(); raises ValueError for anything else."""
        kind, _, pk = text.rpartition(":")
        if not kind:
            raise ValueError(f"not a source reference: {text!r}")
        return cls(kind, int(pk))
