"""The report of an import for a person at the command line: sentences instead of the document that --json gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.exchange.importing import KINDS
from danshu.exchange.lifecycle import BatchStatus
from danshu.kit.trail import kind_label
from danshu.kit.words import clauses, with_count

ROWS = with_count("%(count)s 行")
GROUPS = {
    "created": gettext_lazy("已新增"), "updated": gettext_lazy("已更新"), "skipped": gettext_lazy("已有，跳过"),
    "refused": gettext_lazy("没有导入"),
}  # fmt: skip


def lines_of(report: Mapping[str, Any], kind: str) -> Iterator[str]:
    """The lines to print of one file's report (see the command's `_figures`)."""
    state = str(report["status"])
    head = [str(BatchStatus(state).label) if state in BatchStatus.values else state]
    if report.get("batch"):
        head += [str(ROWS % {"count": report["rows"]}), _("批次 %(pk)s") % {"pk": report["batch"]}]
        head += [_("工作表 %(name)s") % {"name": report["sheet"]}] if report["sheet"] else []
    yield f"{report['file']}: {' · '.join(head)}"
    yield from (f"  {line}" for line in _figures(report, kind))
    for problem in report.get("problems", ()):
        facts = {"row": problem["row"], "column": problem["column"]}
        yield f"  {_('第 %(row)s 行 %(column)s') % facts}: {problem['message']}"
    if hidden := report.get("refused", 0) - len({p["row"] for p in report.get("problems", ())}):
        yield f"  {with_count('还有 %(count)s 行有问题，在导入页面下载') % {'count': hidden}}"
    for question in report.get("questions", ()):
        yield from _question(question)
    if report.get("message"):
        yield f"  {report['message']}"


def _figures(report: Mapping[str, Any], kind: str) -> Iterator[str]:
    found = KINDS.get(kind)
    if groups := report.get("groups"):
        yield clauses(f"{GROUPS.get(name, name)} {count:,}" for name, count in groups.items())
    if records := report.get("records"):
        names = found.records if found else {}
        yield clauses(f"{names.get(code) or kind_label(code)} {count:,}" for code, count in records.items())
    if totals := report.get("totals"):
        labels = found.totals if found else {}
        yield clauses(f"{labels.get(name, name)} {Decimal(amount):,f}" for name, amount in totals.items())
    for reason in report.get("reasons", ()):
        yield f"{reason['label']} · {ROWS % {'count': reason['count']}}"


def _question(question: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {question['text']}"
    yield f"    {question['why']}"
    for answer in question["answers"]:
        mark = "*" if answer["recommended"] else " "
        detail = f" ({answer['detail']})" if answer["detail"] else ""
        yield f"    {mark} --answer {question['code']}={answer['value']}  {answer['label']}{detail}"
