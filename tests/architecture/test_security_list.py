"""The list of risks names tests that exist, and every kind of attempt (SYS-032)."""

from __future__ import annotations

import re

import pytest

from danshu.security.web.statuses import KIND
from tests.architecture.source import ROOT, text

LIST = ROOT / "docs" / "security.md"
PROOF = re.compile(r"`([\w/.]+\.py)::(test_\w+)`")


def proofs() -> list[tuple[str, str]]:
    """Each (file, test) that the list names."""
    return PROOF.findall(text(LIST))


@pytest.mark.spec("SYS-032")
def test_every_proof_of_the_list_of_risks_is_a_test_that_exists() -> None:
    missing = [
        f"{file}::{name}"
        for file, name in proofs()
        if not re.search(rf"^def {name}\(", text(ROOT / file), re.MULTILINE)
    ]
    assert missing == []


@pytest.mark.spec("SYS-032")
def test_every_risk_has_a_measure_and_a_proof() -> None:
    rows = [line for line in text(LIST).partition("## Risks")[2].splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 20
    assert [row[:60] for row in rows if row.count(" | ") != 2 or not PROOF.search(row)] == []


@pytest.mark.spec("SYS-032")
def test_the_list_names_every_kind_of_attempt_as_the_log_does() -> None:
    from django.utils.translation import override

    with override("en"):
        missing = [str(kind) for kind in KIND.values() if f"| {str(kind).lower()} |" not in text(LIST).lower()]
    assert missing == []
