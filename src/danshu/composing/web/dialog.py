"""What the pages of merging and splitting share: consequences from a dry run, seen before the button counts."""

from __future__ import annotations

import hashlib
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
    """What would happen, or why it cannot.

    entered: a hash of what was entered, sent back by the page. seen: the person has this very list before him;
    was_shown: he pressed on some list. is_own_change: not on this one, but because he himself entered something else since.
    """

    effects: Sequence[Effect] = ()
    refusal: DomainError | None = None
    stops: Sequence[Finding] = ()
    problems: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    entered: str = ""
    seen: bool = False
    was_shown: bool = False
    is_own_change: bool = False
    token: str = ""

    @property
    def may_be_done(self) -> bool:
        """True for what was looked at, and for what cannot be done (any more) but was: then the first result is told again.

        The operation refuses by itself what it did not do under this token (COM-013).
        """
        return self.seen if self.is_possible else self.was_shown

    @property
    def is_possible(self) -> bool:
        """True when nothing stands against it."""
        return self.refusal is None


def foresee(request: HttpRequest, trial: Callable[[], DryRun[Any]], *, entered: object) -> Foreseen:
    """Ask the operation itself; every refusal is put where the page shows it. entered: what decides the effects."""
    found = Foreseen(token=request.POST.get("form_token") or str(uuid.uuid4()))
    found.entered = hashlib.sha256(repr(entered).encode()).hexdigest()[:24]
    found.is_own_change = request.POST.get("entered") != found.entered
    found.was_shown = bool(request.POST.get("digest"))
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


def status_of(found: Foreseen) -> int:
    """The answer's status when the act was pressed and not done: a conflict only when something else changed."""
    if found.refusal:
        return found.refusal.status
    return 200 if found.is_own_change else 409
