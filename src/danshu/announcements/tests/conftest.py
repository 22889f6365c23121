"""The people of these tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from danshu.access.tests.factories import staff
from danshu.identity.models import StaffAssignment, Unit, User
from danshu.identity.tests.factories import make_unit


@dataclass(frozen=True)
class House:
    """Headquarters with a branch and its department: a publisher, a seller and a keeper of stock."""

    top: Unit
    branch: Unit
    department: Unit
    publisher: User
    seller: User
    keeper: User
    guest: User


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def house(db: None) -> House:
    """Everybody; the guest works at headquarters and, besides, in the department."""
    top = make_unit("示例总部", type="headquarters")
    branch = make_unit("示例华东分公司", parent=top)
    department = make_unit("示例门市部", parent=branch, type="department")
    guest = staff("FNC", "zhengshi", full_name="郑十", unit=top)
    StaffAssignment.objects.create(user=guest, unit=department, is_main=False)
    return House(
        top, branch, department,
        staff("OPA", "guosan", full_name="郭三", unit=top),
        staff("SLS", "lisi", full_name="李四", unit=department),
        staff("WHS", "sunqi", full_name="孙七", unit=top),
        guest,
    )  # fmt: skip
