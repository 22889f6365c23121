"""Orders of other software and of sheets, taken in set by set through the same computation and the same writer."""
