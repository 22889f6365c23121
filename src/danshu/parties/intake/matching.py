"""Which stored customer an entry means: by our number, the external code, the licence number, or name and region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from danshu.parties.intake.preparing import Prepared
from danshu.parties.models import Customer

NEEDED = (
    "number", "name", "external_code", "licence_number", "name_key", "region_key", "owner_id", "unit_id", "version",
    "is_valid", "merged_into_id",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """Customers that entries of one set may mean, stored ones and those just made."""

    numbers: dict[str, Customer] = field(default_factory=dict)
    codes: dict[str, Customer] = field(default_factory=dict)
    licences: dict[str, Customer] = field(default_factory=dict)
    names: dict[tuple[str, str], list[Customer]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Customer]) -> Known:
        """Index stored customers."""
        known = cls()
        for row in rows:
            known.add(row)
        return known

    def add(self, row: Customer) -> None:
        """Take a customer into all indexes; an invalid one is found by number and code only."""
        self.numbers[row.number] = row
        if row.external_code:
            self.codes[row.external_code] = row
        if not row.is_valid:
            return
        if row.licence_number:
            self.licences[row.licence_number] = row
        self.names.setdefault((row.name_key, row.region_key), []).append(row)

    def same(self, wanted: Prepared) -> Customer | None:
        """The customer that is meant; None for a new one or a namesake with another code."""
        customer = wanted.customer
        if wanted.entry.number:
            return self.numbers.get(wanted.entry.number)
        found = self.codes.get(customer.external_code) if customer.external_code else None
        found = found or (self.licences.get(customer.licence_number) if customer.licence_number else None)
        return found or next((row for row in self.names.get(wanted.identity, []) if _may_be(row, customer)), None)

    def namesake(self, wanted: Prepared) -> Customer | None:
        """Another customer of the same name in the region, or with the same licence number."""
        twins = self.names.get(wanted.identity, [])
        return twins[0] if twins else self.licences.get(wanted.customer.licence_number)


def _may_be(row: Customer, customer: Customer) -> bool:
    """Different codes of the other system are different customers."""
    return not (row.external_code and customer.external_code and row.external_code != customer.external_code)


def known_to(entries: Sequence[Prepared], *, more: Sequence[str] = ()) -> Known:
    """All stored customers that the entries may mean, and those with these numbers or codes, in one statement."""
    wanted = [entry for entry in entries if not entry.taken.problems]
    numbers = [*more, *(e.entry.number for e in wanted if e.entry.number)]
    codes = [*more, *(e.customer.external_code for e in wanted if e.customer.external_code)]
    licences = [e.customer.licence_number for e in wanted if e.customer.licence_number]
    names = [e.customer.name_key for e in wanted]
    condition = Q(name_key__in=names, is_valid=True)
    for column, values in (("number", numbers), ("external_code", codes), ("licence_number", licences)):
        if values:
            condition |= Q(**{f"{column}__in": values})
    if not wanted and not more:
        return Known()
    return _followed(Known.of(Customer.objects.alive().filter(condition).only(*NEEDED)))


def _followed(known: Known) -> Known:
    """The number and the code of a customer that was taken into another one mean that one (CUS-003)."""
    gone = [row for row in (*known.numbers.values(), *known.codes.values()) if row.merged_into_id is not None]
    if not gone:
        return known
    survivors = Customer.objects.alive().only(*NEEDED).in_bulk({row.merged_into_id for row in gone})
    for row in gone:
        if survivor := survivors.get(row.merged_into_id):
            known.numbers[row.number] = survivor
            if row.external_code:
                known.codes[row.external_code] = survivor
    return known
