"""Orders from draft to completed."""
