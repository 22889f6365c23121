"""Words for the audit trail, and reading the history of a record, without knowing the module that keeps it.

A module names its kinds, fields and values, and its sensitive operations, in its labels.py:

    field_labels("sales.order", {"quantity": _("数量"), "status": _("状态")}, name=_("订单"), values={"status": OrderStatus})
    audited("sales.order", "sales_order")
    sensitive("sales.override_price")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Choices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from danshu.kit.masking import STARS
from danshu.kit.operation import REGISTRY
from danshu.kit.permissions import label_of

Text = str | Promise
Values = type[Choices] | Mapping[str, Text] | Callable[[Any], str]

Source = Callable[[Iterable[tuple[str, int]], int], list[dict[str, Any]]]

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

_SOURCE: list[Source] = []
FIELDS: dict[str, dict[str, Text]] = {}
KINDS: dict[str, Text] = {}
VALUES: dict[tuple[str, str], Values] = {}
LINE = re.compile(r"line\.(?P<number>\d+)\.?(?P<name>\w*)")
ACTIONS: dict[str, Text] = {}
AUDITED: list[tuple[str, str, str]] = []
SENSITIVE: set[str] = set()
NAMERS: list[Callable[[str, str], str | None]] = []
SECRETS: list[Callable[[str, str], bool]] = []

# SYS-006 by the verb: deletion, restore, purge, special approval, rights, parameters, exports, owner, credit, refund.
SENSITIVE_VERBS = ("delete", "restore", "purge", "override", "grant", "revoke", "reveal", "refund", "reverse", "void",
                   "impersonate", "export", "archive", "transfer", "withdraw")  # fmt: skip
SENSITIVE_MODULES = ("parameters.", "access.")


def field_labels(
    kind: str, labels: Mapping[str, Text], *, name: Text = "", values: Mapping[str, Values] | None = None
) -> None:
    """Name the fields of a kind of record; `name` is the kind's own, `values` turn stored codes into words.

    Several modules may add to one kind.
    """
    FIELDS.setdefault(kind, {}).update(labels)
    if name:
        KINDS[kind] = name
    for field, words in (values or {}).items():
        VALUES[kind, field] = words


def name_fields_by(namer: Callable[[str, str], str | None]) -> None:
    """Ask a function, too, what a field is called: for fields that are data. It answers None for what it does not know."""
    NAMERS.append(namer)


def hide_values_by(is_secret: Callable[[str, str], bool]) -> None:
    """Ask a function which fields are hidden from whoever reads: the trail tells him that they changed, not what to."""
    SECRETS.append(is_secret)


def action_labels(labels: Mapping[str, Text]) -> None:
    """Name partial steps that operations note with `action=`."""
    ACTIONS.update(labels)


def audited(kind: str, table: str, where: str = "true") -> None:
    """Let `verify` demand an audit entry for each row of a table; `where` is constant SQL over alias r (INV-U1)."""
    AUDITED.append((kind, table, where))


def sensitive(*operations: str) -> None:
    """Operations that belong to the audit trail of sensitive actions (SYS-006)."""
    SENSITIVE.update(operations)


def sensitive_operations() -> list[str]:
    """All codes of sensitive operations."""
    by_name = {code for code in (*REGISTRY, *ACTIONS) if _sounds_sensitive(code)}
    return sorted(SENSITIVE | by_name)


def kind_label(kind: str) -> str:
    """The name of a kind in the active language; the code when nobody named it."""
    return str(KINDS.get(kind, kind))


def field_label(kind: str, field: str) -> str:
    """The name of a field in the active language; its code when nobody named it.

    Fields of lines, "line.3" and "line.3.quantity", are named by their line and by what "line.quantity" is called.
    """
    known = FIELDS.get(kind, {})
    row = LINE.fullmatch(field)
    if row is None or field in known:
        if field not in known and (named := next((said for namer in NAMERS if (said := namer(kind, field))), None)):
            return named
        return str(known.get(field, field))
    name = row["name"]
    said = f"Line {row['number']}" if _english() else f"第 {row['number']} 行"
    return f"{said} {known.get(f'line.{name}', known.get(name, name))}" if name else said


def action_label(action: str) -> str:
    """The name of an operation or of its partial step."""
    if action in ACTIONS:
        return str(ACTIONS[action])
    if action in REGISTRY:
        zh, en = REGISTRY[action].label
        return en if _english() else zh
    return label_of(action)  # a refused page is noted under its permission


def value_text(kind: str, field: str, value: Any) -> str:
    """A stored value in words; empty for nothing, stars for a field that the reader may not read by now."""
    if value is None or value == "":
        return ""
    if any(is_secret(kind, field) for is_secret in SECRETS):
        return STARS
    words = VALUES.get((kind, LINE.sub(r"line.\g<name>", field)))
    if isinstance(value, bool):
        return ("Yes" if value else "No") if _english() else ("是" if value else "否")
    if words is not None:
        return _in_words(words, value)
    if isinstance(value, list):
        return (", " if _english() else "、").join(value_text(kind, field, item) for item in value)
    if isinstance(value, dict):
        glue = "; " if _english() else "；"
        return glue.join(f"{field_label(kind, key)} {value_text(kind, key, part)}" for key, part in value.items())
    return _moment_text(str(value))


def history(kind: str, pk: int, limit: int = 50) -> list[dict[str, Any]]:
    """What happened to one record, newest first, shaped for the timeline of danshu.ui (COM-017).

    The caller has checked that the record exists for the actor. Empty while no module keeps a trail.
    """
    return history_of([(kind, pk)], limit)


def history_of(subjects: Iterable[tuple[str, int]], limit: int = 50) -> list[dict[str, Any]]:
    """The histories of several records in one, for a document with its lines, shipments and payments."""
    return _SOURCE[0](subjects, limit) if _SOURCE else []


def install(source: Source) -> None:
    """Name the function that reads histories; the last one installed counts."""
    _SOURCE[:] = [source]


def _in_words(words: Values, value: Any) -> str:
    if isinstance(words, type) and issubclass(words, Choices):
        return str(dict(words.choices).get(value, value))
    if isinstance(words, Mapping):
        return str(words.get(str(value), value))
    return words(value)  # type: ignore[call-arg, return-value]


def _sounds_sensitive(code: str) -> bool:
    verb = code.rpartition(".")[2].partition("_")[0]
    return verb in SENSITIVE_VERBS or code.startswith(SENSITIVE_MODULES)


def _moment_text(text: str) -> str:
    """A stored moment on the clock of the person who reads; every other text as it is."""
    if not MOMENT.fullmatch(text):
        return text
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"


def _english() -> bool:
    return (get_language() or "zh").startswith("en")
