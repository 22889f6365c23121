"""Receipts, matching, payment state, credit, refunds."""
