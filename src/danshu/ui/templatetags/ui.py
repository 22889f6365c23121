"""Tags of the shared parts: {% load ui %}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from danshu.kit.actor import shown_name
from danshu.kit.money import Money
from danshu.kit.words import bracketed, counted_noun, in_sentence, listed
from danshu.ui import formats
from danshu.ui.fields_html import field_html
from danshu.ui.icons import icon as icon_html
from danshu.ui.statuses import Status, Statuses

register = template.Library()

ZERO = SafeString('<span class="zero">—</span>')


class KeptNode(template.Node):
    """What stands in the block, written once for each value and language."""

    MOST = 256  # values, of each place in a template

    def __init__(self, value: template.base.FilterExpression, inside: template.NodeList) -> None:
        self.value, self.inside = value, inside
        self.texts: dict[Any, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        key = (get_language(), self.value.resolve(context))
        text = self.texts.get(key)
        if text is None:
            if len(self.texts) >= self.MOST:
                self.texts.clear()
            text = self.texts[key] = self.inside.render(context)
        return text


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> KeptNode:
    """{% kept shell.menu %} ... {% endkept %}: the block depends on this value and the language, and on nothing else.

    The value can be compared and hashed, and the block holds nothing of the request, a CSRF token least of all.
    """
    value = parser.compile_filter(token.split_contents()[1])
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(value, inside)


@register.simple_tag
def icon(name: str, size: str = "", label: str = "", tone: str = "") -> SafeString:
    """{% icon "check" %} {% icon "check" "s" label=_("已核对") %}"""
    return icon_html(name, size, label=label, tone=tone)


@register.simple_tag
def status(value: Status | str | None, table: Statuses | None = None, kind: str = "pill") -> SafeString:
    """{% status order.status ORDER_STATUSES %} {% status some_status kind="plain" %}; kind: pill, plain, lg."""
    if value is None or value == "":
        return ZERO
    shown = value if isinstance(value, Status) else (table or Statuses({}))[value]
    classes = "x-st" if kind == "pill" else f"x-st {kind}"
    tone = format_html(' data-tone="{}"', shown.tone) if shown.tone != "neutral" else ""
    fill = format_html(' data-fill="{}"', shown.fill) if shown.fill else ""
    return format_html('<span class="{}"{}{}>{}</span>', classes, tone, fill, shown.label)


@register.simple_tag
def money(value: Money | Decimal | int | None, currency: str = "CNY", table: bool = False) -> str:
    """{% money order.total order.currency %}; table=True leaves the currency to the column's head."""
    return formats.amount_text(value, currency) if table else formats.money_text(value, currency)


@register.simple_tag
def price(value: Decimal | None) -> str:
    """{% price line.unit_price %}: two to four decimals."""
    return formats.price_text(value)


@register.simple_tag
def quantity(value: Decimal | int | None, unit: str = "") -> str:
    """{% quantity line.quantity line.unit %}"""
    return formats.quantity_text(value, unit)


@register.simple_tag
def percent(value: Decimal | None, places: int = 1) -> str:
    """{% percent 0.082 %} -> 8.2%"""
    return formats.percent_text(value, places)


@register.simple_tag(name="date")
def date_tag(value: date | datetime | None, kind: str = "full") -> str:
    """{% date order.due "deadline" %}; kind: full, short (lists), deadline (with weekday)."""
    if kind == "short":
        return formats.short_date_text(value)
    if kind == "deadline":
        return formats.deadline_text(value)
    return formats.date_text(value)


@register.simple_tag(name="datetime")
def datetime_tag(value: datetime | None, kind: str = "short") -> SafeString | str:
    """{% datetime order.created_at %}; kind: short, moment (今天 10:24). The exact time is in the title."""
    if value is None:
        return formats.NOTHING
    text = formats.moment_text(value) if kind == "moment" else formats.datetime_text(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), formats.exact_text(value), text)


@register.simple_tag
def field(bound: BoundField, span: int = 1, icon: str = "", suffix: str = "", hint: str = "") -> SafeString:
    """{% field form.name span=2 %}: label, control, hint and error, tied together for screen readers."""
    return field_html(bound, span=span, icon=icon, suffix=suffix, hint=hint)


@register.inclusion_tag("ui/parts/errors.html")
def errors(form: Any, title: str = "") -> dict[str, Any]:
    """{% errors form %}: all problems at the top, each a link to its field."""
    title = title or getattr(form, "problems_title", "")
    return {"title": title, "problems": form.problems() if hasattr(form, "problems") else []}


@register.inclusion_tag("ui/parts/empty.html")
def empty(title: str, text: str = "", icon: str = "file-off", url: str = "", label: str = "") -> dict[str, str]:
    """{% empty _("还没有订单") _("新建第一张") url=... label=... %}: says what belongs here and offers the first step."""
    return {"title": title, "text": text, "icon_name": icon, "url": url, "label": label}


@register.inclusion_tag("ui/parts/facts.html")
def facts(items: Iterable[Any], kind: str = "") -> dict[str, Any]:
    """{% facts page.facts %}: Fact objects, 4 to 6 figures; kind="stack" puts the note under the figure."""
    return {"items": items, "kind": kind}


@register.inclusion_tag("ui/parts/steps.html")
def steps(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    """{% steps page.steps label=_("订单进度") %}: Step objects, the state machine of the record."""
    return {"steps": items, "label": label}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """{% timeline entries %}: dicts with when, who, action, changes [(label, old, new)], reason, kind; newest first.

    icon and url are optional: the sign of the entry, and the page that its action leads to.
    """
    return {"entries": entries}


@register.inclusion_tag("ui/parts/notices.html")
def notices(items: Iterable[Any]) -> dict[str, Any]:
    """{% notices page.notices %}: Notice objects, states of this record with their remedies."""
    return {"notices": items}


@register.inclusion_tag("ui/parts/actions.html")
def actions(items: Iterable[Any]) -> dict[str, Any]:
    """{% actions page.actions %}: Action objects; at most four are visible, the rest goes into a menu."""
    from danshu.ui.detail import arrange

    visible, more = arrange(list(items))
    return {"visible": visible, "more": more}


@register.inclusion_tag("ui/list/pager.html", takes_context=True)
def pager(context: template.Context, listing: Any = None) -> dict[str, Any]:
    """{% pager listing %}: the bar of COM-003."""
    return {"listing": listing or context["listing"]}


@register.simple_tag(takes_context=True)
def line_grid(context: template.Context, grid: Any) -> SafeString:
    """{% line_grid grid %}: the keyboard grid of a bound danshu.ui.grid.Grid."""
    request = context.get("request")
    return SafeString(render_to_string("ui/grid/grid.html", {"grid": grid}, request=request))


@register.simple_tag
def impact_dialog(url: str, label: str, icon: str = "", kind: str = "btn btn-bad", key: str = "") -> SafeString:
    """{% impact_dialog impact_url _("作废订单") %}: the button that opens the impact dialog; without scripts a link."""
    from danshu.ui.impact import opener

    return opener(url, label, icon=icon, kind=kind, key=key)


@register.simple_tag(takes_context=True)
def back_to(context: template.Context, list_name: str, url: str) -> str:
    """{% back_to "sales.orders" list_url %}: the list with the filters and page the person left it with."""
    from danshu.ui.lists.memory import back_url

    return back_url(context["request"], list_name, url)


@register.simple_tag
def list_link(url: str) -> SafeString:
    """The address of a link that changes the list in place; without scripts it loads the page."""
    return format_html('href="{0}" hx-get="{0}" hx-target="#list" hx-swap="outerHTML" hx-push-url="true"', url)


@register.filter
def discount(rate: Decimal) -> str:
    """{{ line.discount_rate|discount }}: what the line gives away; — for nothing."""
    return formats.discount_text(rate)


@register.filter
def rate(value: Decimal | float | None) -> str:
    """{{ margin|rate }}: a percentage, never 100.0% while something is left."""
    return formats.rate_text(value)


@register.filter
def negative(amount: Decimal | int) -> Decimal | int:
    """{% money totals.discount|negative currency %}: what is taken off stands with its sign."""
    return -amount if amount else amount


@register.filter
def counted(word: object, count: Any) -> str:
    """A counter word in the form for that many: {{ spec.noun|counted:listing.count }}."""
    return counted_noun(word, count if isinstance(count, int) else count.value)


@register.filter(name="listed")
def listed_filter(parts: Iterable[object]) -> str:
    """Names one after the other, with the comma of the language: {{ names|listed }}."""
    return listed(parts)


@register.filter(name="in_sentence")
def in_sentence_filter(text: object) -> str:
    """A text in the middle of a sentence: in English it begins with a small letter."""
    return in_sentence(text)


@register.filter(name="bracketed")
def bracketed_filter(text: object) -> str:
    """In the brackets of the language: {{ name }}{{ position|bracketed }}; nothing for an empty text."""
    return bracketed(text) if text else ""


@register.filter
def acted(name: str) -> str:
    """{{ row.changed_by_name|acted }}: who did it; the system in the active language."""
    return shown_name(str(name))


@register.filter
def first_letter(text: str) -> str:
    """The character for an avatar."""
    return str(text).strip()[:1] or "?"


@register.filter
def tone_number(text: str) -> int:
    """A stable colour 1 to 4 for an avatar."""
    return sum(map(ord, str(text))) % 4 + 1
