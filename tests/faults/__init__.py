"""Faults that are injected on purpose (reliability rules, section 3)."""
