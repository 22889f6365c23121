"""Working days and hours as data."""
