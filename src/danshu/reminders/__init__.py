"""Reminders that people set on any record, and those that rules of the house set (COL-009)."""
