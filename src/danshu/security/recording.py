"""One short statement writes down what a request tried in vain (SYS-032)."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

import psycopg
from django.db import Error, connection, transaction

from danshu.kit.actor import Actor

log = logging.getLogger("danshu.security")

STRANGERS = 200  # addresses without a person that get rows of their own within one minute; further ones share one row
NAME, PLACE = 150, 200  # characters

# The same person, address, kind and minute only count up.
RECORD = """
INSERT INTO security_attempt AS known (minute, kind, actor_id, actor_name, ip_address, place, count, last_at, is_told)
SELECT %(minute)s::timestamptz, kind, %(actor)s::bigint, %(name)s,
    CASE WHEN %(actor)s::bigint IS NULL AND %(most)s <= (
        SELECT count(*) FROM (
            SELECT FROM security_attempt WHERE minute = %(minute)s::timestamptz AND actor_id IS NULL LIMIT %(most)s
        ) AS strangers
    ) THEN NULL ELSE %(address)s::inet END,
    place, 1, %(at)s::timestamptz, false
FROM unnest(%(kinds)s::text[], %(places)s::text[]) AS noted (kind, place)
ON CONFLICT (minute, actor_id, ip_address, kind)
DO UPDATE SET count = known.count + 1, last_at = greatest(known.last_at, EXCLUDED.last_at)
"""


def record(noted: Mapping[str, str], *, actor: Actor | None, address: str | None, place: str, at: datetime) -> None:
    """Write down the attempts of one request: kinds with what each was aimed at, `place` where that is empty.

    Whatever the request did is over: committed, or rolled back without taking this along. What cannot be written goes to
    the log of the process; the answer is never lost for it.
    """
    if connection.needs_rollback:
        return
    kinds = sorted(noted)  # in one order, so that two requests never wait for each other
    told = {
        "minute": at.replace(second=0, microsecond=0), "at": at, "actor": actor.user_id if actor else None,
        "name": actor.name[:NAME] if actor else "", "address": network_of(address), "most": STRANGERS,
        "kinds": kinds, "places": [(noted[kind] or place)[:PLACE].replace("\x00", "") for kind in kinds],
    }  # fmt: skip
    try:
        # inside of somebody's transaction a savepoint keeps that whole; a request has none left
        within = transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext()
        with within, connection.cursor() as cursor:
            cursor.execute(RECORD, told)
    except (Error, psycopg.Error):
        log.warning("attempts not written down", exc_info=True, extra={"kinds": told["kinds"]})


def network_of(address: str | None) -> str | None:
    """The address to count under: of IPv6 the network that one subscriber gets, who has 2^64 addresses in it."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False).network_address)
    return str(found)
