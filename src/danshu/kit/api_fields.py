"""How the API calls a field that a rule refused: as the caller wrote it, "lines.0.unit_price" (MSG-2).

Rules name the controls of the pages, "lines-0-price". A module whose bodies use other names says so in its rest.py:

    api_names("orders", {"price": "unit_price"})
"""

from __future__ import annotations

import re
from collections.abc import Mapping

INDEX = re.compile(r"-(\d+)(?:-|$)")
ADDRESS = re.compile(r"/api/v\d+/([\w-]+)")

_NAMES: dict[str, dict[str, str]] = {}


def api_names(resource: str, names: Mapping[str, str]) -> None:
    """Name fields of the bodies sent to /api/v1/<resource>: name in the rules → name in the body."""
    _NAMES.setdefault(resource, {}).update(names)


def api_field(field: str, path: str) -> str:
    """The field of a refusal as the caller of that address wrote it."""
    *before, last = INDEX.sub(lambda found: f".{found[1]}.", field).rstrip(".").split(".")
    found = ADDRESS.match(path)
    names = _NAMES.get(found[1], {}) if found else {}
    return ".".join([*before, names.get(last, last)])
