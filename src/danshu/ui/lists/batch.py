"""One action for many records: each on its own, with a report (COM-004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from danshu.kit import clock
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.words import told
from danshu.ui.lists.spec import BatchAction, BatchContext, ListSpec
from danshu.ui.lists.state import ListState
from danshu.ui.ports import PORTS

AT_ONCE = 500


class NothingSelected(DomainError):
    """A batch button without a selection."""

    code, status = "nothing_selected", 422
    message = _("请至少选择一条记录")


class TooMany(DomainError):
    """More records than one request can carry, and no job to take them."""

    code, status = "too_many_records", 422
    message = _("一次最多处理 %(limit)s 条，当前选择了 %(count)s 条")
    way_out = _("缩小筛选范围后分批处理")


class UnknownAction(DomainError):
    """A batch action that the list does not offer this person."""

    code, status = "unknown_action", 403
    message = _("没有这个批量操作的权限")
    way_out = _("需要时向系统管理员申请该权限")


@dataclass(slots=True)
class Refused:
    """A record that stayed unchanged, and why."""

    label: str
    text: str
    remedy: str = ""
    record: Any = None


@dataclass(slots=True)
class BatchResult:
    """What a batch did."""

    action: BatchAction
    done: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.done + len(self.refused)

    @property
    def text(self) -> str:
        """已失效 3 条"""
        return told(self.action.done, {"count": self.done})


@dataclass(slots=True)
class Selection:
    """The chosen records: those ticked, or everything the filter finds."""

    records: list[Any]
    missing: int
    everything: bool

    @property
    def count(self) -> int:
        return len(self.records) + self.missing


def find_action(spec: ListSpec, actor: Actor, key: str) -> BatchAction:
    """The action of that name; raises UnknownAction when the actor may not use it."""
    action = next((each for each in spec.batch_for(actor) if each.key == key), None)
    if action is None:
        raise UnknownAction()
    return action


def read_selection(request: HttpRequest, state: ListState) -> Selection:
    """The ticked records, in the actor's scope, or all that match the filter when "all" was ticked.

    Raises NothingSelected, TooMany.
    """
    if request.POST.get("all") == "1":
        records = list(state.order.apply(state.rows())[: AT_ONCE + 1])
        if len(records) > AT_ONCE and PORTS.batch_later is None:
            raise TooMany(limit=AT_ONCE, count=f"{AT_ONCE}+")
        return Selection(records, 0, everything=True)
    keys = _keys(state, request.POST.getlist("ids"))
    if not keys:
        raise NothingSelected()
    if len(keys) > AT_ONCE:
        raise TooMany(limit=AT_ONCE, count=len(keys))
    records = list(state.order.apply(state.base().filter(pk__in=keys)))
    return Selection(records, len(keys) - len(records), everything=False)


def _keys(state: ListState, texts: Sequence[str]) -> list[Any]:
    """Keys in the type of the table's primary key; what is none is left out."""
    field_ = state.base().model._meta.pk
    keys = []
    for text in dict.fromkeys(texts):
        try:
            keys.append(field_.to_python(text))
        except Exception:  # noqa: BLE001, S112 - each key type refuses in its own way; a wrong key selects nothing
            continue
    return keys


def run_batch(
    spec: ListSpec, action: BatchAction, selection: Selection, actor: Actor, request: HttpRequest, *, reason: str = ""
) -> BatchResult:
    """Run the action for each record in its own savepoint; a refusal touches only its own record.

    reason: what counts as the reason while none was given.
    """
    reason = request.POST.get("reason", "").strip()[:500] or reason
    context = BatchContext(
        actor=actor, at=clock.now(), reason=reason, token=request.POST.get("form_token", "") or "batch"
    )
    result = BatchResult(action)
    for record in selection.records:
        try:
            with transaction.atomic():
                action.run(record, context)
            result.done += 1
        except DomainError as refusal:
            result.refused.append(Refused(spec.label_of(record), refusal.text, refusal.remedy, record))
    for _missing in range(selection.missing):
        result.refused.append(Refused("—", str(_("记录不存在，或不在你的数据范围内"))))
    return result
