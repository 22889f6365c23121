"""No operation takes a text with control characters, wherever in its arguments it stands (COM-008, COM-011)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from time import process_time
from typing import Any

import pytest

from danshu.identity.models import Unit
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import REGISTRY, Operation, operation
from danshu.kit.texts import text_problems
from danshu.sales.operations.create_order import create_order
from danshu.sales.tests.conftest import office
from danshu.sales.tests.world import NOON, World, line

__all__ = ["office"]
pytestmark = [pytest.mark.spec("COM-008", "COM-011")]
BAD = ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1b", "\x1f", "\x7f", "\ud800"]


@dataclass(frozen=True, slots=True)
class Part:
    remark: str = ""
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Whole:
    name: str = ""
    parts: list[Part] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


def refused(**arguments: Any) -> list[str]:
    found = text_problems({**arguments, "actor": Actor.system(), "at": NOON})
    return [each.field for each in found if each.text == "含有不能保存的控制字符"]


@pytest.mark.parametrize("sign", BAD)
def test_a_control_character_is_refused_at_its_field(sign: str) -> None:
    text = f"示例{sign}"
    assert refused(reason=text) == ["reason"]
    assert refused(values={"name": "x", "remark": text}) == ["remark"]
    assert refused(custom={"grade": text}) == ["custom-grade"]
    assert refused(tags=["a", text]) == ["tags-1"]
    entry = Whole(text, [Part(), Part(text)], {"deep": {"er": (text,)}})
    assert refused(entry=entry, comment="") == ["name", "parts-1-remark", "more-deep-er-0"]
    assert len(refused(changes={text: "x"})) == 1


@pytest.mark.parametrize(
    "sign", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
)
def test_a_mark_that_turns_the_direction_is_refused_in_words_of_its_own(sign: str) -> None:
    found = text_problems({"values": {"name": f"示例{sign}司公"}, "actor": Actor.system(), "at": NOON})
    told = "含有看不见的、改变文字方向的字符（如 U+202E），请删去后重新输入"
    assert [(each.field, each.code, each.text) for each in found] == [("name", "control_characters", told)]


def test_everything_else_is_nobodys_business() -> None:
    for text in ("", "第一行\n第二行\r\n\t第三行", "😀\u200b\u200f", "'; --", "a" * 100_000):
        assert refused(reason=text, entry=Whole(text, [Part(text)], {text: text})) == []
    assert refused(content=b"\x00\x01", count=3, day=NOON.date(), nothing=None, flag=True) == []


@pytest.fixture
def note() -> Iterator[Operation[..., Any]]:
    """An operation that stores a text as it comes, and has a word of its own for "both"."""

    def store(*, text: str, actor: Actor, at: datetime) -> None:
        if text.startswith("both"):
            raise FieldErrors([FieldProblem("text", "a", "甲"), FieldProblem("other", "b", "乙")])
        Unit.objects.create(code="T", name=text.replace("\x00", ""), type="branch", created_at=at, updated_at=at)

    yield operation("kit_tests.store", permission="signed_in", label=("记", "Store"))(store)
    del REGISTRY["kit_tests.store"]


@pytest.mark.django_db
def test_whoever_calls_an_operation_nothing_comes_of_it(note: Operation[..., Any]) -> None:
    at, units = datetime.now(UTC), Unit.objects.count()
    for way in (note, note.keyed("k1"), note.dry_run):
        for text in ("a\x00b", "a\x1bb", "a\ud800b"):
            with pytest.raises(FieldErrors) as told:
                way(text=text, actor=Actor.system(), at=at)
            assert [(each.field, each.code) for each in told.value.problems] == [("text", "control_characters")]
    assert Unit.objects.count() == units
    note.keyed("k1")(text="甲\n乙", actor=Actor.system(), at=at)
    assert Unit.objects.get(code="T").name == "甲\n乙"


@pytest.mark.django_db
def test_the_operations_own_words_go_first_because_they_tell_everything(note: Operation[..., Any]) -> None:
    with pytest.raises(FieldErrors) as told:
        note(text="both\x00", actor=Actor.system(), at=datetime.now(UTC))
    assert [each.text for each in told.value.problems] == ["甲", "乙"]


@pytest.mark.django_db
def test_looking_costs_less_than_a_hundredth_of_placing_five_lines(office: World) -> None:
    entry = office.entry(*(line(office.soap, n, remark="周末") for n in range(1, 6)), remark="送货前打电话" * 10)
    arguments = {"entry": entry, "submit": True, "actor": office.clerk, "at": NOON}

    def least(run: Any, times: int) -> float:
        spent = []
        for _round in range(times):
            before = process_time()
            run()
            spent.append(process_time() - before)
        return min(spent)

    placing = least(lambda: create_order(**arguments), 5)
    looking = least(lambda: [text_problems(arguments) for _each in range(100)], 5) / 100
    assert looking < placing / 100, f"{looking * 1e6:.0f} of {placing * 1e6:.0f} µs"
