"""Composing orders: several become one, one becomes two, and a pasted text becomes a draft that a person checks."""
