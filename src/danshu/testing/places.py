"""Places in lists that no list gave out: what somebody may send instead (COM-003)."""

from __future__ import annotations

import base64
import json
from itertools import product

LETTERS = "bintdufsx"
BODIES = (
    "", "0", "1", "-1", "abc", "1.5", "1e400", "1e9999999", "1e-9999999", "nan", "NaN", "sNaN", "Infinity", "-inf", "1234",
    "9" * 30, "9" * 5000, "\0", "a\0b", "\ud800", "…", "字" * 3000, "2026-02-30", "2026-09-18", "0001-01-01T00:00:00",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-09-18T12:00:00", "6f0e4b0c-9d4c-4bb0-8f6e-0a4b7f5b2c11",
)  # fmt: skip
SHAPES = (
    "null", "1", '"i1"', "{}", '{"i1":0,"i2":0}', "[]", '["i1"]', '["i1",null]', "[null,null]", '[["i","1"],["i","1"]]',
    '["i1","i1","i1"]', '["i1",{"0":"i"}]', "[1,2]", "[true,true]", "[" * 9_000, '{"a":' * 9_000,
)  # fmt: skip


def packed(text: str) -> str:
    """As it stands in an address."""
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def hostile_places() -> list[str]:
    """Every type with every body, as the value and as the key; lists of other shapes; what is no cursor at all."""
    tagged = [letter + body for letter, body in product(LETTERS, BODIES)]
    pairs = [pair for each in tagged for pair in ([each, "i1"], ["i1", each], [each, each])]
    return [*(packed(json.dumps(pair)) for pair in pairs), *map(packed, SHAPES), "%%%", "x", "字", "="]
