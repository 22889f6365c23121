"""Review of the entry, change and deletion of customers (CUS-006)."""
