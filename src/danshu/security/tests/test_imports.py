"""What an imported file brings in (SYS-032)."""

from __future__ import annotations

from pathlib import Path

import pytest

from danshu.exchange.tests import toys
from danshu.exchange.tests.conftest import clerk, toy
from danshu.exchange.tests.test_import import checked, imported, sheet
from danshu.kit.actor import Actor
from danshu.security.tests.factories import told

__all__ = ["clerk", "toy"]
pytestmark = [pytest.mark.usefixtures("toy"), pytest.mark.spec("SYS-032")]
SCRIPT = "<script>alert(1)</script>"


def test_a_script_in_an_imported_file_is_text_and_logged(tmp_path: Path, clerk: Actor) -> None:
    batch = checked(sheet(tmp_path, ["S-1", SCRIPT, "2024-01-02", "茶叶", 2, 10.5]), clerk)
    assert told() == []  # the dry run stores nothing
    imported(batch, clerk)
    assert list(toys.table()) == [f"S-1/{SCRIPT}"]
    assert told() == [("script", clerk.name, f"/imports/{batch.pk}/", 1)]


def test_an_ordinary_file_leaves_nothing(tmp_path: Path, clerk: Actor) -> None:
    imported(checked(sheet(tmp_path, ["S-1", "张三", "2024-01-02", "茶叶", 2, 10.5]), clerk), clerk)
    assert told() == []
