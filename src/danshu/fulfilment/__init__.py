"""Allocation, shipping notes, receipt; the goods and service kinds."""
