"""Network addresses from which people may sign in (登录IP, ACC-012)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address, ip_network

from django.utils.translation import gettext as _

from danshu.kit.errors import FieldErrors, FieldProblem

MAX_ENTRIES = 50

# Upper floors add lists of their own (those of a person's roles): f(user_id) -> lists
LISTS: list[Callable[[int], Iterable[Sequence[str]]]] = []


def parse_addresses(text: str, field: str = "allowed_addresses") -> list[str]:
    """Addresses and ranges, one per line or separated by commas, in normal form.

    Raises FieldErrors naming each line that is neither, and when there are more than 50.
    """
    entries = [entry.strip() for line in text.splitlines() for entry in line.replace("，", ",").split(",")]
    entries = [entry for entry in entries if entry]
    problems, found = [], []
    for entry in entries:
        try:
            found.append(str(ip_network(entry, strict=False)))
        except ValueError:
            wrong = _("「%(entry)s」不是网络地址；例如 10.0.0.8 或 10.0.0.0/24") % {"entry": entry[:50]}
            problems.append(FieldProblem(field, "malformed", wrong))
    if len(entries) > MAX_ENTRIES:
        problems = [FieldProblem(field, "too_many", _("最多 %(limit)s 个地址") % {"limit": MAX_ENTRIES})]
    if problems:
        raise FieldErrors(problems[:5])
    return list(dict.fromkeys(_shortest(entry) for entry in found))


def is_allowed(address: str | None, lists: Iterable[Sequence[str]]) -> bool:
    """True when every list that names anything contains the address."""
    wanted = [entries for entries in lists if entries]
    if not wanted:
        return True
    if address is None:
        return False
    here = ip_address(address)
    here = getattr(here, "ipv4_mapped", None) or here
    return all(any(here in ip_network(entry, strict=False) for entry in entries) for entries in wanted)


def lists_of(user_id: int, own: Sequence[str]) -> list[Sequence[str]]:
    """All lists that bind a person: his own and those added by upper floors."""
    return [own, *(entries for source in LISTS for entries in source(user_id))]


def _shortest(entry: str) -> str:
    network = ip_network(entry)
    return str(network.network_address) if network.num_addresses == 1 else entry
