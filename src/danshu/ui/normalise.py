"""What people type, made uniform before it is checked (ui.md section 4.4)."""

from __future__ import annotations

import re

LONGEST_NUMBER = 1000  # digits; Python itself refuses to read 4300
# full-width digits, letters and the signs that occur in codes, numbers and addresses of mail and web
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)} | {
    0x3000: 0x20,
    0xFF0D: 0x2D,
    0xFF0B: 0x2B,
    0xFF0E: 0x2E,
    0xFF0F: 0x2F,
    0xFF20: 0x40,
    0xFF3F: 0x5F,
}
# these letters' neighbours are punctuation of Chinese sentences and stay
for _kept in (0xFF1A, 0xFF1B, 0xFF1C, 0xFF1D, 0xFF1E, 0xFF1F, 0xFF3B, 0xFF3C, 0xFF3D, 0xFF3E, 0xFF40):
    _FULL_WIDTH.pop(_kept, None)
_NUMBER_SIGNS = str.maketrans(
    {"，": "", ",": "", "。": ".", "．": ".", "－": "-", "−": "-", "¥": "", "￥": "", "%": ""}
)


def half_width(text: str) -> str:
    """Full-width digits and letters as half-width ones; Chinese punctuation is left alone."""
    return text.translate(_FULL_WIDTH)


def plain_number(text: str) -> str:
    """A typed number without separators, currency signs and blanks: 「１２，３４５。６」 -> 12345.6."""
    return re.sub(r"\s", "", half_width(text).translate(_NUMBER_SIGNS))


def is_absurd(value: str) -> bool:
    """True for what no form of ours sends and no column can hold."""
    return "\0" in value or (len(value) > LONGEST_NUMBER and value.isdecimal())


def plain_code(text: str) -> str:
    """A code or telephone number without blanks and dashes at odd places: 138 0000-0000 -> 13800000000."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", half_width(text))
