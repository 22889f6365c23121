"""How much a file may cost. Each figure has its reason; real files of ../shared/data all pass."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one reading."""

    # A parse must never cost more than 512 MB: the address space is the upper bound of what can be resident.
    memory: int = 480 * MB
    cpu_seconds: int = 60
    # The parent gives up when nothing came for so long (a child that sleeps uses no CPU).
    silence_seconds: int = 75
    upload: int = 100 * MB
    # Members beside pictures and drawings; a price list with 2,000 photos is a legitimate file.
    members: int = 200
    members_with_media: int = 20_000
    # Unpacked bytes of the parts that are parsed; pictures are never unpacked.
    unpacked: int = 200 * MB
    # Repetitive sheets pack 30 to 60 times; below 10 MB a high ratio harms nobody.
    ratio: int = 100
    ratio_from: int = 10 * MB
    cells: int = 5_000_000
    columns: int = 1_000
    rows: int = 2_000_000
    # Excel itself allows 32,767 characters in a cell.
    cell_characters: int = 1_000_000
    line_characters: int = 4_000_000
    sheets: int = 200
    preview_rows: int = 60

    def as_json(self) -> dict[str, int]:
        """For the child's command line."""
        return asdict(self)


DEFAULT = Limits()
