"""Figures read from many modules."""
