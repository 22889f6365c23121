"""The customer pool: release, picking, locks (CUS-016 to CUS-018)."""
