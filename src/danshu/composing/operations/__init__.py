"""Use cases of this module."""
