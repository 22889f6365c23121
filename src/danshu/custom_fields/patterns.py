"""How a text is built, in a notation that people can read and no input can make slow.

9 a digit, A a capital letter, a a small letter, N a letter or digit, ? any character; everything else stands for itself,
and a backslash takes the next character literally. "AA-9999" is two capital letters, a dash, four digits.
"""

from __future__ import annotations

from collections.abc import Callable

SIGNS: dict[str, Callable[[str], bool]] = {
    "9": lambda sign: sign.isascii() and sign.isdigit(),
    "A": lambda sign: sign.isascii() and sign.isupper(),
    "a": lambda sign: sign.isascii() and sign.islower(),
    "N": lambda sign: sign.isascii() and sign.isalnum(),
    "?": lambda sign: True,
}


def fits(pattern: str, text: str) -> bool:
    """True when the text is built as the pattern says."""
    steps = _steps(pattern)
    return len(steps) == len(text) and all(step(sign) for step, sign in zip(steps, text, strict=True))


def _steps(pattern: str) -> list[Callable[[str], bool]]:
    found: list[Callable[[str], bool]] = []
    signs = iter(pattern)
    for sign in signs:
        literal = next(signs, "\\") if sign == "\\" else ""
        found.append(SIGNS[sign] if not literal and sign in SIGNS else _exactly(literal or sign))
    return found


def _exactly(wanted: str) -> Callable[[str], bool]:
    return lambda sign: sign == wanted
