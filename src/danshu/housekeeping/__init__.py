"""Removing what nobody needs any more, by rule (SYS-012)."""
