"""How codes and barcodes are written."""

from __future__ import annotations

import unicodedata

CODE_LENGTH = 50


def clean_code(text: str) -> str:
    """Half-width, no blanks around it, single blanks inside, without the character that no database stores."""
    return " ".join(unicodedata.normalize("NFKC", text.replace("\x00", "")).split())


def is_code(text: str) -> bool:
    """True for something that can be a code: letters of any script, digits and signs, no control characters."""
    return 0 < len(text) <= CODE_LENGTH and text.isprintable()
