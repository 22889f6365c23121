"""The first page of the day: what waits, how it goes, where to go on (COL-001, RPT-001)."""
