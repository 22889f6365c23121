"""The mark "not in use yet" of a parameter tells the truth: nobody believes that a rule is on which no code reads."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from danshu.parameters.registry import PARAMETERS
from tests.architecture.source import python, text, tree

READING = "parameter"  # all ways to them are called so: parameters.queries, kit.parameters, identity.policy
# they fill parameters in: the first start, the demo company
WRITERS = {"first_start.py", "handlers.py"}


def reads(path: Path) -> bool:
    """True for a file that reads parameters, neither declares them nor only fills them in."""
    if "register" in path.parts or "demo" in path.parts or path.name in {"parameters_declared.py", *WRITERS}:
        return False
    return READING in text(path)


def named(path: Path) -> set[str]:
    """The parameters that a file names."""
    return {
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in PARAMETERS
    }


@pytest.mark.spec("SYS-001")
def test_a_parameter_is_marked_as_unused_exactly_as_long_as_no_code_reads_it() -> None:
    read = {name for path in python() if reads(path) for name in named(path)}
    marked = {each.name for each in PARAMETERS.values() if not each.is_used}
    assert sorted(set(PARAMETERS) - read - marked) == [], "declare them with is_used=False"
    assert sorted(marked & read) == [], "they are read by now: take is_used=False away"
