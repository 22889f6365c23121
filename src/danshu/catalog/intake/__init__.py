"""Taking many items in at once, set by set: for the import of products and for imports whose lines name products."""

from danshu.catalog.intake.taking import match_items, take_items
from danshu.catalog.intake.types import Entry, Taken, Way

__all__ = ["Entry", "Taken", "Way", "match_items", "take_items"]
