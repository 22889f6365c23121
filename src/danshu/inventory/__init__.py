"""Warehouses, stock moves and balances."""
