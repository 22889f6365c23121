"""Tasks that people give each other (COL-005)."""
