"""Sets Django up in a process of the benchmark."""

from __future__ import annotations


def ready() -> None:
    """Load the product."""
    import django

    django.setup()
