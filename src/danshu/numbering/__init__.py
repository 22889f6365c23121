"""Document numbers: patterns and counters."""
