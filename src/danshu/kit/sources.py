"""Documents told by their owners: a low module that keeps a SourceRef shows its number and page without its table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from danshu.kit.refs import SourceRef


@dataclass(frozen=True, slots=True)
class SourceLabel:
    """How a document is shown: its number (or name), its page, and whether it may still hold claims.

    is_live: False for documents that ended (cancelled, void, completed), which must hold nothing (INV-S2).
    """

    text: str
    url: str = ""
    is_live: bool = True
    note: str = ""


Describe = Callable[[Sequence[int]], Mapping[int, SourceLabel]]

_DESCRIBERS: dict[str, Describe] = {}


def source_labels(kind: str, describe: Describe) -> None:
    """Say how documents of a kind are shown: describe(pks) -> {pk: SourceLabel}, in one query; unknown pks missing.

    Pages behind the url check their own permission and scope. Call it in a declaring file (handlers.py, rules.py).
    """
    _DESCRIBERS[kind] = describe


def describe_sources(refs: Iterable[SourceRef]) -> dict[SourceRef, SourceLabel]:
    """The label of every document, one query per kind; the reference itself where nobody declared the kind."""
    by_kind: dict[str, set[int]] = {}
    for ref in refs:
        by_kind.setdefault(ref.kind, set()).add(ref.pk)
    found: dict[SourceRef, SourceLabel] = {}
    for kind, pks in by_kind.items():
        known = _DESCRIBERS[kind](sorted(pks)) if kind in _DESCRIBERS else {}
        for pk in pks:
            ref = SourceRef(kind, pk)
            found[ref] = known.get(pk) or SourceLabel(str(ref), is_live=kind not in _DESCRIBERS)
    return found


def kinds_described() -> frozenset[str]:
    """The kinds whose owners are installed."""
    return frozenset(_DESCRIBERS)
