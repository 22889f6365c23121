"""Which items of the catalogue the entries of a set mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from danshu.catalog.codes import clean_code
from danshu.catalog.intake.types import Entry
from danshu.catalog.models import Item
from danshu.kit.locks import lock
from danshu.kit.search import normalise

VARIANT = re.compile(r"(.+)-(\d{1,3})")


@dataclass(slots=True)
class Known:
    """Items by code, the variants of each code, and the owners of barcodes; extended while a set is taken."""

    by_code: dict[str, Item] = field(default_factory=dict)
    families: defaultdict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    barcodes: dict[str, Item] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Sequence[Entry], *, locked: bool = True) -> Known:
        """Read (and lock, to write) what the entries may mean: two statements."""
        known = cls()
        codes = {clean_code(entry.code).upper() for entry in entries}
        where, parameters = "UPPER(catalog_item.code) = ANY(%s)", [sorted(codes)]
        if any(entry.variant for entry in entries):
            bases = sorted({clean_code(entry.code).upper() for entry in entries if entry.variant})
            where += r" OR (catalog_item.code ~ '-\d{1,3}$' AND regexp_replace(UPPER(catalog_item.code), '-\d{1,3}$', '') = ANY(%s))"
            parameters.append(bases)
        found = Item.objects.extra(where=[where], params=parameters)  # noqa: S610 - constants of the code
        rows = lock(found) if locked else found.order_by("pk")
        known.add(*rows)
        barcodes = {str(entry.values.get("barcode") or "") for entry in entries} - {""}
        if barcodes:
            known._own(Item.objects.filter(barcode__in=barcodes, is_valid=True))
        return known

    def add(self, *items: Item) -> None:
        """Remember items with their codes and barcodes."""
        for item in items:
            code = item.code.upper()
            self.by_code[code] = item
            for base in _bases(code):
                if item not in self.families[base]:
                    self.families[base].append(item)
        self._own(item for item in items if item.barcode and item.is_valid)

    def _own(self, items: Iterable[Item]) -> None:
        for item in items:
            self.barcodes[item.barcode] = self.by_code.get(item.code.upper(), item)

    def match(self, entry: Entry) -> Item | None:
        """The item an entry means: by code, and among the variants of a code by name."""
        code = clean_code(entry.code).upper()
        exact = self.by_code.get(code)
        if not entry.variant:
            return exact
        name = normalise(str(entry.values.get("name") or ""))
        same = [item for item in self.families[code] if not name or normalise(item.name) == name]
        if exact is not None and exact in same:
            return exact
        return min(same, key=lambda item: item.code) if same else None

    def free_code(self, entry: Entry) -> str:
        """The code of a new item: as written, or the first free variant of it."""
        code = clean_code(entry.code)
        if not entry.variant or code.upper() not in self.by_code:
            return code
        number = 2
        while f"{code}-{number}".upper() in self.by_code:
            number += 1
        return f"{code}-{number}"


def _bases(code: str) -> list[str]:
    found = VARIANT.fullmatch(code)
    return [code, found[1]] if found else [code]
