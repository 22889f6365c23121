"""Pages of dealings."""
