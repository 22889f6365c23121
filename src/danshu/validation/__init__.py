"""Rules that administrators lay down for records, and the review of what breaks them (SYS-011)."""
