"""What the page shell shows: menu, person, status bar, choices of theme, density and language (COM-001)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.navigation import SECTIONS, Entry, entries_for
from danshu.ui.ports import PORTS
from danshu.ui.responses import wants_partial
from danshu.ui.waiting import waiting_counts

THEMES = ("auto", "light", "dark")
DENSITIES = ("", "compact", "roomy")
THEME_COOKIE, DENSITY_COOKIE, PINS_COOKIE = "danshu-theme", "danshu-density", "danshu-pins"
MOST_PINS = 8
MOST_SHOWN = 14

SECTION_LABELS: dict[str, str | Promise] = {
    "work": "",
    "sales": pgettext_lazy("菜单", "销售"),
    "fulfilment": pgettext_lazy("菜单", "履约"),
    "customers": pgettext_lazy("菜单", "客户"),
    "catalogue": pgettext_lazy("菜单", "商品与库存"),
    "finance": pgettext_lazy("菜单", "财务"),
    "data": pgettext_lazy("菜单", "数据"),
    "system": pgettext_lazy("菜单", "系统"),
}
# the letter after "G" leads to the first entry of a module
GO_KEYS = {"sales": "O", "parties": "C", "inventory": "S", "reporting": "R"}
HTMX_CONFIG = (
    '{"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},'
    '{"code":"(401|403|404|409|422)","swap":true},{"code":"...","swap":false,"error":true}],'
    '"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,'
    '"refreshOnHistoryMiss":true,"scrollIntoViewOnBoost":false,"timeout":30000}'
)


@dataclass(frozen=True, slots=True)
class NavLink:
    """One entry of the menu for this person."""

    label: str
    url: str
    icon: str
    current: bool
    count: int
    hot: bool
    key: str = ""
    name: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class NavSection:
    """Entries that belong together; `more` are those behind a fold."""

    label: str
    links: tuple[NavLink, ...]
    more: tuple[NavLink, ...] = ()

    @property
    def entries(self) -> tuple[NavLink, ...]:
        """All of them."""
        return (*self.links, *self.more)

    @property
    def is_open(self) -> bool:
        """True when the page lies under one of the folded entries."""
        return any(link.current for link in self.more)


@cache
def application_version() -> str:
    """The installed version; read from the package's files once, every page shows it."""
    try:
        return version("danshu")
    except PackageNotFoundError:
        return "dev"


class Shell:
    """Read lazily: a page that shows no menu pays for none."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor | None = getattr(request, "actor", None)

    # ---- choices ----------------------------------------------------------------------------------------------------
    @property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get(THEME_COOKIE, "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def next_theme(self) -> str:
        """What a press on the button leads to: automatic, light, dark."""
        return THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)]

    @property
    def density(self) -> str:
        chosen = self.request.COOKIES.get(DENSITY_COOKIE, "")
        return chosen if chosen in DENSITIES else ""

    @property
    def language(self) -> str:
        return "en" if (get_language() or "").startswith("en") else "zh-CN"

    @property
    def other_language(self) -> tuple[str, str]:
        """(code, its own name) of the language to switch to."""
        return ("zh-hans", "简体中文") if self.language == "en" else ("en", "English")

    @property
    def error_layout(self) -> str:
        """Whole page or, for htmx, only the panel."""
        return "ui/fragment.html" if wants_partial(self.request) else "ui/base.html"

    # ---- person and place -------------------------------------------------------------------------------------------
    @property
    def company(self) -> str:
        return (PORTS.company() if PORTS.company else "") or _("单枢")

    @property
    def seal(self) -> str:
        return self.company[:1]

    @property
    def home_url(self) -> str:
        return _reverse("workbench:home") or "/"

    @property
    def sign_out_url(self) -> str:
        return _reverse("identity:sign_out")

    @property
    def session_url(self) -> str:
        """Where the scripts ask how long the session lasts; "" for nobody."""
        return _reverse("identity:session_state") if self.actor else ""

    @property
    def account_url(self) -> str:
        return _reverse("identity:account")

    @property
    def help_url(self) -> str:
        return _reverse("workbench:help")

    @property
    def notices_url(self) -> str:
        return (PORTS.notices_url() if PORTS.notices_url else "") or _reverse("notices:list")

    @cached_property
    def unread(self) -> int:
        return PORTS.unread(self.actor) if PORTS.unread and self.actor else 0

    @property
    def system_status(self) -> str:
        """Normal, or what is announced (maintenance, read-only)."""
        return (PORTS.system_status() if PORTS.system_status else "") or pgettext("系统", "正常")

    @property
    def system_normal(self) -> bool:
        return not (PORTS.system_status and PORTS.system_status())

    @property
    def version(self) -> str:
        return application_version()

    @property
    def htmx_config(self) -> str:
        return HTMX_CONFIG

    # ---- menu -------------------------------------------------------------------------------------------------------
    @cached_property
    def sections(self) -> tuple[NavSection, ...]:
        """The menu: only entries the person may use, with the work that waits for him."""
        if self.actor is None:
            return ()
        entries = [entry for entry in entries_for(self.actor) if _reverse(entry.url_name)]
        current = self._current(entries)
        keys = _first_of_modules(entries)
        sections = []
        for code in SECTIONS:
            links = tuple(self._link(entry, current, keys) for entry in entries if entry.section == code)
            if links:
                sections.append(NavSection(str(SECTION_LABELS[code]), links))
        return folded(sections)

    @property
    def menu(self) -> tuple[Any, ...]:
        """All that the menu at the side shows; while it is the same, so is its text."""
        return (self.sections, self.shortcuts)

    @cached_property
    def create_links(self) -> list[NavLink]:
        """The "new" menu."""
        if self.actor is None:
            return []
        entries = entries_for(self.actor, create=True)
        return [self._link(entry, None, {}) for entry in entries if _reverse(entry.url_name)]

    @cached_property
    def pins(self) -> list[str]:
        """The names of the pinned pages; before the first choice those that modules declare as shortcuts (COM-001)."""
        chosen = self.request.COOKIES.get(PINS_COOKIE)
        if chosen is not None:
            return [name for name in chosen.split(".") if name][:MOST_PINS]
        if self.actor is None:
            return []
        usable = [*entries_for(self.actor, create=True), *entries_for(self.actor)]
        return [entry.url_name for entry in usable if entry.shortcut][:MOST_PINS]

    @cached_property
    def shortcuts(self) -> tuple[NavLink, ...]:
        """The pinned pages the person may use, in the order of pinning."""
        if self.actor is None:
            return ()
        usable = {e.url_name: e for e in [*entries_for(self.actor), *entries_for(self.actor, create=True)]}
        return tuple(self._link(usable[name], None, {}) for name in self.pins if name in usable and _reverse(name))

    @property
    def tabs(self) -> list[NavLink]:
        """The first entries for the bar at the bottom of a phone: two left and one right of "new".

        Of the first section only its first page: what else lies there must not push the daily work off the bar.
        """
        lists = [list(section.entries) for section in self.sections]
        links = [link for number, found in enumerate(lists) for link in (found if number else found[:1])]
        return (links if len(links) > 2 or not lists else lists[0])[:3]

    @cached_property
    def _waiting(self) -> dict[str, int]:
        return waiting_counts(self.actor) if self.actor else {}

    def _current(self, entries: list[Entry]) -> Entry | None:
        """The entry whose address the page lies under; the longest wins."""
        path = self.request.path
        under = [entry for entry in entries if path.startswith(_reverse(entry.url_name))]
        return max(under, key=lambda entry: len(_reverse(entry.url_name)), default=None)

    def _link(self, entry: Entry, current: Entry | None, keys: dict[int, str]) -> NavLink:
        return NavLink(
            str(entry.label),
            _reverse(entry.url_name),
            entry.icon,
            current=entry is current,
            count=self._waiting.get(entry.url_name, 0),
            hot=bool(getattr(entry, "hot", False)),
            key=keys.get(id(entry), ""),
            name=entry.url_name,
            pinned=entry.url_name in self.pins,
        )


def folded(sections: Sequence[NavSection]) -> tuple[NavSection, ...]:
    """The same entries, about MOST_SHOWN of them in sight: the first of each section, and those with work (ui.md 2).

    A single entry is not folded away, its fold would take the same place.
    """
    room = [0] * len(sections)
    left = MOST_SHOWN
    while left and any(len(section.links) > room[place] for place, section in enumerate(sections)):
        for place, section in enumerate(sections):
            if left and len(section.links) > room[place]:
                room[place] += 1
                left -= 1
    found = []
    for section, most in zip(sections, room, strict=True):
        shown = tuple(link for place, link in enumerate(section.links) if place < most or link.count)
        more = tuple(link for place, link in enumerate(section.links) if place >= most and not link.count)
        found.append(section if len(more) < 2 else NavSection(section.label, shown, more))
    return tuple(found)


def _first_of_modules(entries: list[Entry]) -> dict[int, str]:
    """The letter of "G then …" for the first entry of each module that has one."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.url_name.partition(":")[0], entry)
    return {id(entry): GO_KEYS[module] for module, entry in first.items() if module in GO_KEYS}


def _reverse(name: str) -> str:
    """The address of a page, or "" while its module is not installed; kept, the menu asks hundreds of times a page."""
    return _address(name, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=1024)
def _address(name: str, prefix: str, urlconf: str | None) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
