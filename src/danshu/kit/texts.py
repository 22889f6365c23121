"""What no text may hold, whoever sends it: page, API, import, job or command (COM-008, COM-011)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldProblem

# arguments that stand for the whole form: their fields are named without them
WHOLE = frozenset({"values", "changes", "data", "entry", "given"})
# nobody sees them, and what follows reads in another order than it is stored: a name or an amount that deceives
TURNING = "\u202a-\u202e\u2066-\u2069"
TURNED = re.compile(f"[{TURNING}]")
# control characters except tab and line ends, and halves of characters: no paper, table or terminal shows them
UNSTORABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff{TURNING}]")


def text_fault(text: str) -> str:
    """Why a text cannot be stored, in words; "" when it can."""
    if not UNSTORABLE.search(text):
        return ""
    if TURNED.search(text):
        return _("含有看不见的、改变文字方向的字符（如 U+202E），请删去后重新输入")
    return _("含有不能保存的控制字符")


# what would run if a page took it for markup; none does, whoever enters it is noted (SYS-032)
MARKUP = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|svg)\b|\b(?:java|vb)script\s*:|\bdata\s*:\s*text/html"
    r"|\bon(?:error|load|click|focus|blur|input|change|submit|toggle|begin|(?:mouse|pointer|key|animation)[a-z]+)\s*=",
    re.IGNORECASE,
)


def holds_script(arguments: Mapping[str, Any]) -> bool:
    """True when a text among the arguments of an operation is written like a script; it is kept as the text it is."""
    texts: list[str] = []
    _gather(arguments, texts)
    return MARKUP.search("\t".join(texts)) is not None


def text_problems(arguments: Mapping[str, Any]) -> list[FieldProblem]:
    """Each field among the arguments of an operation that holds what cannot be stored: "remark", "lines-2-remark".

    Texts inside of lists, mappings and dataclasses are looked at, too.
    """
    texts: list[str] = []
    _gather(arguments, texts)
    # one search over all: nearly always there is nothing to tell where
    if not UNSTORABLE.search("\t".join(texts)):
        return []
    return [FieldProblem(path, "control_characters", fault) for path, fault in _places(arguments, ())]


def _gather(value: Any, texts: list[str]) -> None:
    if type(value) is str:
        texts.append(value)
        return
    parts = _PARTS.get(type(value))
    if parts is None:
        parts = _PARTS[type(value)] = _parts_of(type(value))
    for part in parts(value):
        if type(part) is str:
            texts.append(part)
        elif type(part) not in _PLAIN:
            _gather(part, texts)


Parts = Callable[[Any], Iterable[Any]]
_PLAIN = frozenset({int, bool, type(None), float, bytes, Decimal, date, datetime, time, UUID, Actor})
_PARTS: dict[type, Parts] = {}


def _parts_of(kind: type) -> Parts:
    """How to come by what a value of this type consists of."""
    if issubclass(kind, str):
        return lambda value: (str.__str__(value),)
    if issubclass(kind, Mapping):
        return lambda value: chain(value, value.values())
    if issubclass(kind, list | tuple | set | frozenset):
        return lambda value: value
    if is_dataclass(kind) and not issubclass(kind, Actor):
        names = [each.name for each in fields(kind)]
        return attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, name) for name in names]
    return lambda value: ()


def _places(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The fields whose texts hold it, named as forms name them, with the words."""
    if isinstance(value, str):
        if fault := text_fault(value):
            yield "-".join(path[1:] if len(path) > 1 and path[0] in WHOLE else path), fault
        return
    for name, part in _named_parts(value):
        yield from _places(part, (*path, UNSTORABLE.sub("\ufffd", name)))


def _named_parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key), key
            yield str(key), part
    elif isinstance(value, list | tuple | set | frozenset):
        yield from ((str(number), part) for number, part in enumerate(value))
    elif is_dataclass(value) and not isinstance(value, type | Actor):
        yield from ((each.name, getattr(value, each.name)) for each in fields(value))
