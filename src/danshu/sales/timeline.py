"""What happened to an order, as its page tells it: one entry for one act (ORD-014, ORD-018, ORD-030)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from danshu.audit.labels import action_label
from danshu.audit.queries import history_of
from danshu.kit.masking import STARS
from danshu.kit.words import clauses
from danshu.notices.statuses import MESSAGE_STATUSES
from danshu.sales.models import NOTE_CHANNELS, Order, OrderNote

KIND = "sales.order"
LIMIT = 100
# what follows from other fields of the same entry, what stands on the page by itself, and what not everybody may see
DERIVED = frozenset({"note", "goods_total", "discount_total", "tax_total", "cost_total", "customer_id",
                     "open_exceptions", "paid_at", "search_tokens"})  # fmt: skip
# names of parts of an operation: the page names the operation
STEPS = ("sales.payment_changed", "sales.shipping_changed", "sales.ask_supervisor")
DERIVED_OF_LINES = re.compile(r"line\.\d+\.(amount|position)")


def order_timeline(order: Order, besides: Iterable[tuple[str, int]] = ()) -> list[dict[str, Any]]:
    """Notes and changes, newest first; the caller has checked that the order exists for the actor.

    besides: (kind, key) of the records made of the order whose history belongs to its own, as far as the actor sees them.
    """
    notes = [_note_entry(note) for note in order.notes.select_related("message").order_by("-at")[:LIMIT]]
    rows = history_of([(KIND, order.pk), *besides], LIMIT, hidden=_is_derived)
    acts = [_merged(list(entries)) for _step, entries in groupby(rows, key=lambda entry: entry["step"])]
    told = [entry for entry in acts if entry["changes"] or entry["reason"] or entry["kind"] == "refused"]
    return sorted([*notes, *told], key=lambda entry: entry["when"], reverse=True)


def _is_derived(field: str) -> bool:
    return field in DERIVED or DERIVED_OF_LINES.fullmatch(field) is not None


def _merged(entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What one operation noted in several steps, as one entry; the same news is told once."""
    steps = {action_label(code) for code in STEPS}
    own = [entry for entry in reversed(entries) if entry["action"] not in steps]
    first = own[0] if own else entries[-1] | {"action": entries[-1]["whole"]}
    reasons = list(dict.fromkeys(entry["reason"] for entry in reversed(entries) if entry["reason"]))
    changes: list[tuple[str, str, str]] = []
    for label, old, new in (change for entry in reversed(entries) for change in entry["changes"]):
        known = [*reasons, *(told for _label, _old, told in changes if not told[:1].isdigit() and told != STARS)]
        if not new or new not in known:
            changes.append((label, old, new))
    return first | {"changes": changes, "reason": clauses(reasons), "action": _act_on(entries, str(first["action"]))}


def _act_on(entries: Sequence[dict[str, Any]], action: str) -> str:
    """What was done; with the number of the document when it was not the order that changed."""
    subjects = {entry["subject"] for entry in entries}
    if any(kind == KIND for kind, _label in subjects):
        return action
    return " · ".join((action, *sorted(label for _kind, label in subjects if label)))


def _note_entry(note: OrderNote) -> dict[str, Any]:
    said = note.kind == OrderNote.Kind.CUSTOMER
    how = " ".join(filter(None, (str(NOTE_CHANNELS.get(note.channel, note.channel)), note.contact)))
    return {
        "when": note.at, "who": note.author_name, "changes": [], "text": note.content,
        "action": f"{note.get_kind_display()} · {how}" if how else str(note.get_kind_display()),
        "kind": "message" if note.message else "note", "said": said,
        "status": MESSAGE_STATUSES[note.message.status] if note.message else None,
        "failed": note if note.message and note.message.status == "failed" else None,
    }  # fmt: skip
