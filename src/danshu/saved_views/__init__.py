"""Saved views: a list's filters, order and columns under a name, own, shared or standing for a role."""
