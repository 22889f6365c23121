"""Bar codes of document numbers."""

from __future__ import annotations

from barcode import Code128

HEIGHT = 40


def barcode_svg(number: str) -> str:
    """Code 128 of a number as SVG; empty when it cannot be one (other characters, too long to be read)."""
    if not number or len(number) > 30 or not all("!" <= c <= "~" for c in number):
        return ""
    modules = Code128(number).build()[0]
    bars, start = [], 0
    for place, module in enumerate(modules + "0"):
        if module == "0":
            if place > start:
                bars.append(f'<rect x="{start}" width="{place - start}" height="{HEIGHT}"/>')
            start = place + 1
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(modules)} {HEIGHT}">{"".join(bars)}</svg>'
