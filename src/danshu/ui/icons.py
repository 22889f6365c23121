"""One icon of the sprite as markup."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "dist/sprite.svg"


def icon(name: str, size: str = "", *, label: str = "", tone: str = "") -> SafeString:
    """An icon. size: "" 18 px, "s" 16, "xs" 14. Without `label` it is decoration and hidden from screen readers."""
    return _markup(str(name), size, str(label), tone)


@lru_cache(maxsize=1024)
def _markup(name: str, size: str, label: str, tone: str) -> SafeString:
    """Kept: a page has some sixty icons, and the address of the sprite stays as long as the process."""
    classes = " ".join(filter(None, ("ti", f"ti-{size}" if size else "", tone)))
    href = f"{static(SPRITE)}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><title>{}</title><use href="{}"/></svg>',
            classes,
            label,
            label,
            href,
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)
