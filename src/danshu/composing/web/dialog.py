"""What the pages of merging and splitting share: consequences from a dry run, seen before the button counts."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from danshu.kit.context import DryRun, Effect
from danshu.kit.errors import DomainError, FieldErrors
from danshu.kit.findings import Blocked, Finding
from danshu.ui.impact import digest


@dataclass(slots=True)
class Foreseen:
    """What would happen, or why it cannot. seen: the person has this very list before him."""

    effects: Sequence[Effect] = ()
    refusal: DomainError | None = None
    stops: Sequence[Finding] = ()
    problems: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    seen: bool = False
    token: str = ""

    @property
    def is_possible(self) -> bool:
        """True when nothing stands against it."""
        return self.refusal is None


def foresee(request: HttpRequest, trial: Callable[[], DryRun[Any]]) -> Foreseen:
    """Ask the operation itself; every refusal is put where the page shows it."""
    found = Foreseen(token=request.POST.get("form_token") or str(uuid.uuid4()))
    try:
        found.effects = trial().effects
    except DomainError as refusal:
        refuse(found, refusal)
        return found
    found.digest = digest(found.effects)
    found.seen = request.POST.get("digest") == found.digest
    return found


def refuse(found: Foreseen, refusal: DomainError) -> None:
    """Keep a refusal: its findings, and its problems by the field they belong beside."""
    found.refusal = refusal
    if isinstance(refusal, Blocked):
        found.stops = refusal.findings
    if isinstance(refusal, FieldErrors):
        found.problems = {problem.field: problem.text for problem in refusal.problems}
