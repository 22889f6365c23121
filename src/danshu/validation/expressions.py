"""Regular expressions that administrators write, matched in bounded time.

Python's own engine tries alternatives one after the other and can be held up for hours by one expression and one text.
This one walks over the text once with all alternatives side by side (Thompson): the time is the length of the text times
the size of the expression, both bounded. Known are: literals, . \\d \\w \\s (and \\D \\W \\S), [a-z] and [^...], groups, |,
* + ? {n} {n,m}; the whole text has to fit, with or without ^ and $.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from danshu.validation.kinds import EXPRESSION_LENGTH

MOST_STATES, MOST_REPEATS, TEXT_LENGTH = 1000, 200, 2000
Test = Callable[[str], bool]
CLASSES: dict[str, Test] = {
    "d": lambda sign: "0" <= sign <= "9",
    "w": lambda sign: sign.isalnum() or sign == "_",
    "s": str.isspace,
}
SPECIAL = set("\\.[](){}|*+?^$")


class Unreadable(ValueError):
    """What is wrong with an expression, in words."""


@dataclass(slots=True)
class _Machine:
    """States with a test on the next sign, or with free steps to others."""

    tests: list[Test | None] = field(default_factory=list)
    steps: list[list[int]] = field(default_factory=list)

    def state(self, test: Test | None = None) -> int:
        if len(self.tests) >= MOST_STATES:
            raise Unreadable(_("表达式展开后太长，减少重复次数"))
        self.tests.append(test)
        self.steps.append([])
        return len(self.tests) - 1


class Expression:
    """A compiled expression."""

    def __init__(self, text: str) -> None:
        if len(text) > EXPRESSION_LENGTH:
            raise Unreadable(_("表达式最多 %(limit)s 个字符") % {"limit": EXPRESSION_LENGTH})
        self._machine = _Machine()
        tree = _Reader(text.removeprefix("^")).read()
        self._end = self._machine.state()
        self._start = tree(self._machine, self._end)

    def fits(self, text: str) -> bool:
        """True when the whole text fits; one that is too long does not."""
        if len(text) > TEXT_LENGTH:
            return False
        now = self._reached({self._start})
        for sign in text:
            tests = self._machine.tests
            now = self._reached({
                target for state in now if (test := tests[state]) is not None and test(sign)
                for target in self._machine.steps[state]
            })  # fmt: skip
            if not now:
                return False
        return self._end in now

    def _reached(self, states: set[int]) -> set[int]:
        waiting, seen = list(states), set(states)
        while waiting:
            state = waiting.pop()
            if self._machine.tests[state] is None:
                fresh = [each for each in self._machine.steps[state] if each not in seen]
                seen.update(fresh)
                waiting.extend(fresh)
        return seen


# a part of an expression: builds its states before `after` and gives the first of them
Part = Callable[[_Machine, int], int]


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        body = text.removesuffix("$")
        is_literal = (len(body) - len(body.rstrip("\\"))) % 2 == 1  # an escaped $ is one
        self.text = text if is_literal else body
        self.place = 0

    def read(self) -> Part:
        if not self.text:
            raise Unreadable(_("填写表达式"))
        found = self._alternatives()
        if self.place < len(self.text):
            raise Unreadable(_("第 %(place)s 个字符「%(sign)s」没有对应的括号") % self._here())
        return found

    def _here(self) -> dict[str, object]:
        return {"place": self.place + 1, "sign": self.text[self.place] if self.place < len(self.text) else ""}

    def _peek(self) -> str:
        return self.text[self.place] if self.place < len(self.text) else ""

    def _take(self) -> str:
        sign = self._peek()
        if not sign:
            raise Unreadable(_("表达式没有写完"))
        self.place += 1
        return sign

    def _alternatives(self) -> Part:
        parts = [self._sequence()]
        while self._peek() == "|":
            self._take()
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else _either(parts)

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._one()))
        return _after_each_other(parts)

    def _one(self) -> Part:
        sign = self._take()
        if sign == "(":
            return self._group()
        if sign == "[":
            return _single(self._set())
        if sign == "\\":
            return _single(self._escaped())
        if sign == ".":
            return _single(lambda other: other != "\n")
        if sign in SPECIAL:
            self.place -= 1
            raise Unreadable(_("第 %(place)s 个字符「%(sign)s」不能放在这里；要匹配它本身，前面加 \\") % self._here())
        return _single(_exactly(sign))

    def _group(self) -> Part:
        if self._peek() == "?":
            if self.text[self.place : self.place + 2] != "?:":
                raise Unreadable(_("只支持普通的括号，不支持 (?...) 这样的写法"))
            self.place += 2
        found = self._alternatives()
        if self._peek() != ")":
            raise Unreadable(_("少了右括号 )"))
        self._take()
        return found

    def _escaped(self) -> Test:
        sign = self._take()
        if sign.lower() in CLASSES:
            test = CLASSES[sign.lower()]
            return test if sign.islower() else _not(test)
        if sign.isalnum():
            raise Unreadable(_("不支持 \\%(sign)s") % {"sign": sign})
        return _exactly(sign)

    def _set(self) -> Test:
        negated = self._peek() == "^"
        if negated:
            self._take()
        tests: list[Test] = []
        while self._peek() != "]" or not tests:
            if not self._peek():
                raise Unreadable(_("少了右方括号 ]"))
            tests.append(self._member())
        self._take()
        wanted: Test = lambda sign: any(test(sign) for test in tests)  # noqa: E731
        return _not(wanted) if negated else wanted

    def _member(self) -> Test:
        first = self._take()
        if first == "\\":
            if self._peek().lower() in CLASSES:
                return self._escaped()
            first = self._take()
        if self._peek() != "-" or self.text[self.place + 1 : self.place + 2] in ("", "]"):
            return _exactly(first)
        self._take()
        last = self._take()
        if last == "\\":
            last = self._take()
        if last < first:
            raise Unreadable(_("范围 %(first)s-%(last)s 写反了") % {"first": first, "last": last})
        return lambda sign: first <= sign <= last

    def _repeated(self, part: Part) -> Part:
        sign = self._peek()
        known = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if sign not in known and sign != "{":
            return part
        self._take()
        low, high = known[sign] if sign in known else self._bounds()
        if self._peek() and self._peek() in "*+?{":
            raise Unreadable(_("第 %(place)s 个字符「%(sign)s」不能接在另一个次数后面") % self._here())
        return _times(part, low, high)

    def _bounds(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.place)
        words = self.text[self.place : end].split(",") if end >= 0 else []
        if (
            not 1 <= len(words) <= 2
            or not words[0].isdecimal()
            or (len(words) == 2 and words[1] and not words[1].isdecimal())
        ):
            raise Unreadable(_("次数应写成 {3} 或 {2,5}"))
        self.place = end + 1
        low = int(words[0][:5])
        high = low if len(words) == 1 else (int(words[1][:5]) if words[1] else None)
        if max(low, high or 0) > MOST_REPEATS or (high is not None and high < low):
            raise Unreadable(_("次数最多 %(limit)s，且后一个不小于前一个") % {"limit": MOST_REPEATS})
        return low, high


def _exactly(wanted: str) -> Test:
    return lambda sign: sign == wanted


def _not(test: Test) -> Test:
    return lambda sign: not test(sign)


def _single(test: Test) -> Part:
    def build(machine: _Machine, after: int) -> int:
        state = machine.state(test)
        machine.steps[state].append(after)
        return state

    return build


def _after_each_other(parts: list[Part]) -> Part:
    def build(machine: _Machine, after: int) -> int:
        for part in reversed(parts):
            after = part(machine, after)
        return after

    return build


def _either(parts: list[Part]) -> Part:
    def build(machine: _Machine, after: int) -> int:
        fork = machine.state()
        machine.steps[fork] = [part(machine, after) for part in parts]
        return fork

    return build


def _times(part: Part, low: int, high: int | None) -> Part:
    """Each repetition costs a state, also of an empty part: so what is built stays bounded."""

    def build(machine: _Machine, after: int) -> int:
        if high is None:
            loop = machine.state()
            machine.steps[loop] = [part(machine, loop), after]
            after = loop
        for number in range(high if high is not None else low):
            fork = machine.state()
            may_skip = high is not None and number < high - low
            machine.steps[fork] = [part(machine, after), after] if may_skip else [part(machine, after)]
            after = fork
        return after

    return build


@lru_cache(maxsize=256)
def compiled(text: str) -> Expression:
    """The machine of an expression. Raises Unreadable."""
    return Expression(text)
