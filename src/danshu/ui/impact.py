"""Say the effect before the act (ui.md section 5 "Confirming", COM-009).

GET shows the effects that a dry run of the operation found, with a digest of them. POST carries the digest; when the
facts changed meanwhile nothing is done and the dialog shows the new list (409).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from danshu.kit.attempts import note_refusal
from danshu.kit.context import Effect
from danshu.kit.errors import DomainError
from danshu.ui.icons import icon as icon_html
from danshu.ui.responses import go, render_page

Text = str | Promise
REASON_LENGTH = 500


@dataclass(slots=True, kw_only=True)
class Impact:
    """One confirmation.

    title is the question with the object, e.g. 作废订单 SO-1？; do_label and keep_label are the buttons, named by the
    act and by what stays. level 2 lists effects and asks `reason` ("", "optional", "required", "choice" with
    `reasons`); level 3 also asks to type `typed`, a number or count. `fields` are further hidden inputs.
    """

    title: Text
    do_label: Text
    keep_label: Text
    intro: Text = ""
    effects: Sequence[Effect] = ()
    hint: Text = ""
    reason: str = "required"
    reason_label: Text = ""
    reasons: Sequence[tuple[str, Text]] = ()
    danger: bool = True
    typed: str = ""
    refusal: DomainError | None = None
    fields: dict[str, str] = field(default_factory=dict)


def digest(effects: Sequence[Effect]) -> str:
    """A short hash of the effects as they were shown."""
    facts = json.dumps([[e.code, str(e.text)] for e in effects], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()[:24]


def confirm(
    request: HttpRequest, *, impact: Callable[[], Impact], act: Callable[[str, str], str], back_url: str
) -> HttpResponse:
    """Both halves of the dialog in one view.

    impact() builds the current state of affairs, usually from `operation.dry_run(...)`; a refusal it raises is shown
    in the dialog without a button. act(reason, key) carries it out under the idempotency key and returns the address
    to go to. back_url is where "keep" leads without scripts. The POST is answered with 409 and the new list when
    the effects differ from those shown, with 422 when the reason or the typed number is missing.
    """
    try:
        current = impact()
    except DomainError as refusal:
        return _refused(request, refusal, back_url)
    if request.method != "POST":
        return _dialog(request, current, back_url)
    problem = _problem(request, current)
    if problem:
        status = 409 if problem == "changed" else 422
        return _dialog(request, current, back_url, problem=problem, status=status)
    try:
        url = act(request.POST.get("reason", "").strip(), request.POST.get("form_token", ""))
    except DomainError as refusal:
        current.refusal = refusal
        return _dialog(request, current, back_url, status=refusal.status)
    return go(request, url)


def _problem(request: HttpRequest, current: Impact) -> str:
    if request.POST.get("digest") != digest(current.effects):
        return "changed"
    reason = request.POST.get("reason", "").strip()
    if (current.reason in ("required", "choice") and not reason) or len(reason) > REASON_LENGTH:
        return "reason"
    if current.typed and request.POST.get("typed", "").strip() != current.typed:
        return "typed"
    return ""


def _dialog(
    request: HttpRequest, impact: Impact, back_url: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "impact": impact,
        "digest": digest(impact.effects),
        "problem": problem,
        "given": request.POST,
        "form_token": request.POST.get("form_token") or str(uuid.uuid4()),
        "action": request.get_full_path(),
        "back_url": back_url,
    }
    partial = "ui/impact/dialog.html"
    return render_page(request, "ui/impact/page.html", context, partial=partial, status=status)


def _refused(request: HttpRequest, refusal: DomainError, back_url: str) -> HttpResponse:
    note_refusal(refusal)
    impact = Impact(title=_("现在不能这样做"), do_label="", keep_label=_("返回"), reason="", refusal=refusal)
    return _dialog(request, impact, back_url, status=refusal.status)


def opener(url: str, label: Text, *, icon: str = "", kind: str = "btn btn-bad", key: str = "") -> SafeString:
    """The button that opens an impact dialog; without scripts it leads to the same question on a page of its own."""
    extra: Any = format_html(' data-key="{}" aria-keyshortcuts="{}"', key, key) if key else ""
    sign = icon_html(icon) if icon else ""
    return format_html('<a class="{}" href="{}" role="button" data-dialog{}>{}{}</a>', kind, url, extra, sign, label)
