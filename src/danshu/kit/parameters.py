"""How low floors read system parameters without knowing the module that keeps them (SYS-001).

The parameters module installs itself as the source; modules above it import danshu.parameters.queries instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Source = Callable[[Sequence[str]], Mapping[str, Any]]

_SOURCE: list[Source] = []
_IMAGES: list[Callable[[str], bytes | None]] = []


def install(source: Source) -> None:
    """Name the function that answers; the last one installed counts."""
    _SOURCE[:] = [source]


def install_images(source: Callable[[str], bytes | None]) -> None:
    """Name the function that hands out the company's images."""
    _IMAGES[:] = [source]


def company_image(name: str) -> bytes | None:
    """The company's "logo" or "seal" as PNG; None when there is none. The seal is for printed documents only."""
    return _IMAGES[0](name) if _IMAGES else None


def parameter_value(name: str) -> Any:
    """The value of a parameter at this moment, typed as declared. Raises RuntimeError before the start is complete."""
    if not _SOURCE:
        raise RuntimeError("no module keeps parameters")
    return _SOURCE[0]([name])[name]


def parameter_values(names: Sequence[str]) -> Mapping[str, Any]:
    """Several values at once, read together. Raises RuntimeError before the start is complete."""
    if not _SOURCE:
        raise RuntimeError("no module keeps parameters")
    return _SOURCE[0](names)
