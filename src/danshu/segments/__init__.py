"""Tags and segments of customers, groups of contacts, and the rules behind categories and levels."""
