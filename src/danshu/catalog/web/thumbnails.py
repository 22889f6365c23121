"""The small picture of a product beside its name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from danshu.ui.templatetags.ui import first_letter, tone_number


def thumbnail(item_id: int, name: str, picture_id: int | None) -> SafeString:
    """The main picture; without one a tile with the first letter. The name stands beside it, so neither is read out."""
    if picture_id is None:
        tile = '<span class="x-thumb" data-c="{}" aria-hidden="true">{}</span>'
        return format_html(tile, tone_number(name), first_letter(name))
    url = f"{reverse('catalog:picture', args=[item_id, picture_id])}?size=small"
    return format_html('<img class="x-thumb" src="{}" alt="" width="32" height="32" loading="lazy">', url)
