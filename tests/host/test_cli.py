"""The `danshu` command: what it says it knows, it knows."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands

from danshu.entry import cli


def test_every_command_of_the_usage_exists() -> None:
    named = set(re.findall(r"^  danshu ([a-z]+)", cli.USAGE, re.MULTILINE))
    assert named == {"up", "demo", "token", "import", "verify", "help"}
    own = {name: cli.NAMES.get(name, name) for name in named - {"up", "help"}}
    assert {name for name, real in own.items() if real not in get_commands()} == set()


def test_import_reaches_the_command_with_its_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(cli, "_with_database", lambda arguments: seen.append(arguments) or 0)
    assert cli.run(["import", "products", "a.xlsx", "--dry-run"]) == 0
    assert seen == [["import_file", "products", "a.xlsx", "--dry-run"]]


def test_without_arguments_it_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    assert capsys.readouterr().out == cli.USAGE
