"""Where the modules above add to a store's page: ways to its orders and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from danshu.kit.actor import Actor
from danshu.ui.detail import Action

LinksOf = Callable[[int, Actor], Iterable[Action]]

LINKS: list[LinksOf] = []


def add_links(provider: LinksOf) -> LinksOf:
    """Register buttons of a store's page: provider(store_id, actor), only those the actor has the right for."""
    LINKS.append(provider)
    return provider


def links_of(store_id: int, actor: Actor) -> list[Action]:
    """The buttons that upper modules offer for a store."""
    return [act for provider in LINKS for act in provider(store_id, actor)]
