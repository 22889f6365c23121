"""What the palette finds and in which order: the exact number, the exact name, a beginning, then fragments (COM-001)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.utils.translation import pgettext

from danshu.kit.actor import Actor
from danshu.kit.search import pinyin_of
from danshu.ui.ports import PORTS, Hit
from danshu.ui.shell import NavLink, Shell

PER_GROUP = 6
MOST_PAGES = 20
LOOKED_AT = 24  # records of one kind that are put in order; providers give exact ones first
WORD = re.compile(r"[^\s·，,、()（）]+")


class Rank(IntEnum):
    """How well a hit answers what was typed; the least comes first."""

    NUMBER = 0
    NAME = 1
    PREFIX = 2
    WORD = 3
    FRAGMENT = 4
    ELSEWHERE = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind, the best first."""

    label: Any
    hits: list[Hit]
    rank: Rank = Rank.ELSEWHERE


def groups(shell: Shell, actor: Actor, words: str, *, records: bool, pages: bool, acts: bool) -> list[Group]:
    """What is found, the group with the best answer first; of equal ones records come before pages, and pages before
    acts. Without words: the pages and acts there are."""
    found = [*(_records(actor, words) if records and words else []), *(_pages(shell, words) if pages else []),
             *(_acts(shell, words) if acts else [])]  # fmt: skip
    told = [group for group in found if group.hits]
    return sorted(told, key=lambda group: group.rank) if words else told


def rank_of(hit: Hit, words: str) -> Rank:
    """How well a record answers. A number is a word with a figure in title or note."""
    wanted, title = words.casefold(), hit.title.casefold()
    own, others = WORD.findall(title), WORD.findall(hit.note.casefold())
    if any(each == wanted and any(map(str.isdigit, each)) for each in (*own, *others)):
        return Rank.NUMBER
    if title == wanted:
        return Rank.NAME
    if title.startswith(wanted):
        return Rank.PREFIX
    if any(each.startswith(wanted) for each in (*own, *others)) or _sounds(hit.title, wanted):
        return Rank.WORD
    return Rank.FRAGMENT if wanted in title else Rank.ELSEWHERE


def _sounds(title: str, wanted: str) -> bool:
    full, initials = pinyin_of(title)
    return full.startswith(wanted) or initials.startswith(wanted)


def _ranked(label: Any, hits: Sequence[Hit], words: str, most: int) -> Group:
    if not words:
        return Group(label, list(hits)[:most])
    ranked = sorted(((rank_of(hit, words), place) for place, hit in enumerate(hits)))
    best = Rank(ranked[0][0]) if ranked else Rank.ELSEWHERE
    return Group(label, [hits[place] for _rank, place in ranked][:most], best)


def _records(actor: Actor, words: str) -> list[Group]:
    return [
        _ranked(provider.label, provider.find(actor, words, LOOKED_AT), words, PER_GROUP)
        for provider in PORTS.providers
        if actor.can(provider.permission)
    ]


def _pages(shell: Shell, words: str) -> list[Group]:
    links = [link for section in shell.sections for link in section.links]
    return [_ranked(pgettext("命令面板", "页面"), _called(links, words), words, MOST_PAGES)]


def _acts(shell: Shell, words: str) -> list[Group]:
    return [_ranked(pgettext("命令面板", "动作"), _called(shell.create_links, words), words, MOST_PAGES)]


def _called(links: Sequence[NavLink], words: str) -> list[Hit]:
    hits = [Hit(title=link.label, url=link.url, icon=link.icon) for link in links]
    return [hit for hit in hits if not words or rank_of(hit, words) < Rank.ELSEWHERE]
