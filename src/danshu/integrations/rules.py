"""What a receiver may be."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from danshu.integrations.errors import EndpointNameTaken
from danshu.integrations.lifecycle import Kind
from danshu.integrations.outgoing import NotAllowed, resolved, target_of
from danshu.integrations.published import EVENTS
from danshu.kit.constraints import explain
from danshu.kit.errors import FieldErrors, FieldProblem

explain("integrations_endpoint_name_key", lambda: EndpointNameTaken(field="name"))
LONGEST = {"name": 50, "url": 500, "secret": 200}


@dataclass(frozen=True, slots=True)
class EndpointEntry:
    """What a person enters; an empty url or secret of an existing receiver leaves the stored one."""

    name: str
    kind: str
    events: tuple[str, ...]
    url: str = ""
    secret: str = ""
    is_active: bool = True

    def checked(self, *, is_new: bool) -> EndpointEntry:
        """The entry, tidy. Raises FieldErrors: everything that is missing, too long, unknown or not allowed."""
        name, url, secret = " ".join(self.name.split()), self.url.strip(), self.secret.strip()
        problems = [
            FieldProblem(field, "length", _("最多 %(limit)s 个字") % {"limit": LONGEST[field]})
            for field, text in (("name", name), ("url", url), ("secret", secret))
            if len(text) > LONGEST[field]
        ]
        if not name:
            problems.append(FieldProblem("name", "required", _("填写名称")))
        if self.kind not in Kind.values:
            problems.append(FieldProblem("kind", "unknown", _("没有这个选项")))
        if not self.events or set(self.events) - set(EVENTS):
            problems.append(FieldProblem("events", "unknown", _("至少选择一个事件")))
        if url or is_new:
            problems += _url_problem(url)
        if problems:
            raise FieldErrors(problems)
        return EndpointEntry(name, self.kind, tuple(sorted(set(self.events))), url, secret, self.is_active)


def _url_problem(url: str) -> list[FieldProblem]:
    if not url:
        return [FieldProblem("url", "required", _("填写接收地址"))]
    try:
        target_of(url)
    except NotAllowed as error:
        return [FieldProblem("url", "not_allowed", str(error))]
    return []


def require_reachable(url: str) -> None:
    """Before an operation begins: the name is known and leads outside. Raises FieldErrors beside the address (CC-10)."""
    try:
        resolved(target_of(url))
    except NotAllowed as error:
        raise FieldErrors([FieldProblem("url", "not_allowed", str(error))]) from None
