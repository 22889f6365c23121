"""Taking many customers in at once, set by set: for the import of customers and for imports of documents that name them."""

from danshu.parties.intake.preparing import Remembered
from danshu.parties.intake.taking import match_customers, take_customers
from danshu.parties.intake.types import Entry, Manner, Match, Taken, Way

__all__ = ["Entry", "Manner", "Match", "Remembered", "Taken", "Way", "match_customers", "take_customers"]
