"""Pages of automatic rules."""
