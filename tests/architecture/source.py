"""Reading our own source for the rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "danshu"
SKIPPED = {".git", ".venv", ".hypothesis", "node_modules", "build", "dist", "var", "__pycache__"}
WRITTEN = (".py", ".js", ".mjs", ".css", ".html", ".sql", ".typ")


@cache
def files() -> tuple[Path, ...]:
    """All files that somebody wrote."""
    return tuple(_walk(ROOT))


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in SKIPPED and not path.name.endswith("_cache") and not path.is_symlink():
                yield from _walk(path)
        elif path.name not in SKIPPED:  # in a second work tree .git is a file
            yield path


def python(*, tests: bool = False, migrations: bool = False) -> list[Path]:
    """Python files of the product; with its tests if asked."""
    found = [path for path in files() if path.suffix == ".py" and path.is_relative_to(PACKAGE)]
    if not tests:
        found = [path for path in found if "tests" not in path.parts and "testing" not in path.parts]
    if not migrations:
        found = [path for path in found if "migrations" not in path.parts]
    return found


def text(path: Path) -> str:
    """What is in the file; empty when somebody has just removed it."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(text(path), filename=str(path))


def calls(path: Path, name: str) -> Iterator[ast.Call]:
    """Calls of a method or function of that name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func
            if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == name:
                yield node


def module_of(path: Path) -> str:
    """The module (first folder below the package) of a file."""
    return path.relative_to(PACKAGE).parts[0]


def place(path: Path, node: ast.AST | int) -> str:
    """`file:line`, to click on."""
    line = node if isinstance(node, int) else getattr(node, "lineno", 1)
    return f"{path.relative_to(ROOT)}:{line}"
