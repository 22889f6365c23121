"""Business rules speak in findings: everything that blocks or warns is shown at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError
from danshu.kit.words import with_count


class Severity(StrEnum):
    """How much a finding matters: a block stops, a warning is confirmed, ok is shown for completeness."""

    BLOCK = "block"
    WARN = "warn"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one rule.

    `override` names the permission whose holder may set a block aside with a reason; empty = nobody may.
    `fix_label` and `fix_url` lead to the remedy, or `fix_value` is what mends the `field`, the input concerned.
    """

    code: str
    severity: Severity
    text: str
    detail: str = ""
    field: str = ""
    fix_label: str = ""
    fix_url: str = ""
    fix_value: str = ""
    override: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {**asdict(self), "severity": str(self.severity)}


class Blocked(DomainError):
    """Rules forbid the step; all blocking findings are told together."""

    code, status = "blocked", 409
    message = with_count("有 %(count)s 项检查未通过：%(first)s")
    way_out = _("按每一项的提示处理后再提交")

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(count=len(self.findings), first=self.findings[0].text if self.findings else "")


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop the step."""
    return [f for f in findings if f.severity == Severity.BLOCK]


def warnings(findings: Iterable[Finding]) -> list[Finding]:
    """Those that must be confirmed."""
    return [f for f in findings if f.severity == Severity.WARN]
