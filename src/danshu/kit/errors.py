"""Refusals that people understand and can act on (MSG-1..5). Everything else is a bug and surfaces as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.kit.attempts import MISSING
from danshu.kit.words import clauses, told, with_count

Text = str | Promise


class DomainError(Exception):
    """A refusal: what happened (`message`), what to do (`way_out`); never a 500.

    A subclass names `code`, `status` and the two texts; facts given to the constructor are interpolated into
    both. `field` is the input the message belongs beside; `problems` are several inputs, each with its own text.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    message: ClassVar[Text] = _("操作没有执行")
    way_out: ClassVar[Text] = ""
    problems: Sequence[FieldProblem] = ()
    attempt: ClassVar[str] = ""  # the kind in the log of attempts, where status and oversteps do not say it

    def __init__(self, *, field: str = "", **facts: Any) -> None:
        self.field, self.facts = field, facts
        super().__init__(self.code)

    @property
    def oversteps(self) -> bool:
        """True when somebody tried what is not his to do or to see: the log keeps such attempts (COM-011, INV-U1)."""
        return False

    @property
    def text(self) -> str:
        """What happened and why, in the active language."""
        return told(self.message, self.facts)

    @property
    def remedy(self) -> str:
        """What to do next, in the active language."""
        return told(self.way_out, self.facts)

    def __str__(self) -> str:
        return clauses(part for part in (self.text, self.remedy) if part)


class Forbidden(DomainError):
    """The actor lacks a permission (ACC-023)."""

    code, status = "forbidden", 403
    message = _("没有权限：%(function)s")
    way_out = _("需要时向系统管理员申请该权限")
    oversteps = True


class NotFound(DomainError):
    """The record does not exist or lies outside the actor's data scope; the two are not told apart."""

    code, status = "not_found", 404
    message = _("记录不存在，或不在你的数据范围内")
    way_out = _("核对编号，或从列表重新打开")
    oversteps, attempt = True, MISSING  # a record that is not his looks like one that is not there


class EditConflict(DomainError):
    """Somebody changed the record meanwhile (COM-012)."""

    code = "edit_conflict"
    message = _("%(user)s 在 %(time)s 修改了这条记录")
    way_out = _("重新载入查看差异，再决定保留谁的修改；你填写的内容还在本页")


class StaleState(DomainError):
    """An action was taken from a page that showed another state (CC-11)."""

    code = "stale_state"
    message = _("%(label)s 现在是「%(state)s」，页面显示的状态已经过时")
    way_out = _("重新载入页面后再操作")


class IllegalTransition(DomainError):
    """The life cycle does not allow this step (ORD-012)."""

    code = "illegal_transition"
    message = _("%(label)s 现在是「%(state)s」，不能变为「%(target)s」")
    way_out = _("重新载入页面，按当前状态可用的操作进行")


class InUse(DomainError):
    """A lock was not free within the limit (CC-7)."""

    code = "in_use"
    message = _("记录正被其他人使用")
    way_out = _("几秒后再试一次，填写的内容没有丢失")


class KeyReused(DomainError):
    """An idempotency key came back with another content, person or operation."""

    code, status = "key_reused", 422
    message = _("同一个幂等键已经用于另一个请求")
    way_out = _("换一个新的幂等键再提交")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One wrong input: the field's name, a stable code, the text beside it."""

    field: str
    code: str
    text: str


class FieldErrors(DomainError):
    """Wrong input: all problems at once, each beside its field (COM-008)."""

    code, status = "invalid", 422
    message = with_count("有 %(count)s 处需要修改")
    way_out = _("按提示修改后再保存，填写的内容没有丢失")

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))

    @property
    def oversteps(self) -> bool:
        """True when one of the fields was not his to fill in."""
        return any(problem.code == Forbidden.code for problem in self.problems)
