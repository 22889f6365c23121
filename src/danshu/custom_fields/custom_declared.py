"""People are a target of every installation; other records are registered by their own modules."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.urls import reverse

from danshu.custom_fields.hosts import Target, register_target
from danshu.custom_fields.kinds import FieldKind
from danshu.identity.queries import active_ids, full_names_of, staff_pairs
from danshu.kit.actor import Actor


def _known(actor: Actor, keys: Collection[int]) -> set[int]:
    return active_ids(keys)


def _search(actor: Actor, text: str) -> Sequence[tuple[int, str]]:
    return staff_pairs(text)


register_target(
    Target(
        FieldKind.USER, model="identity.User", label="full_name", url=lambda: reverse("identity:staff_options"),
        names=full_names_of, known=_known, search=_search,
    )
)  # fmt: skip
