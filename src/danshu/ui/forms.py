"""The base of every form (COM-008, COM-012, COM-013).

What it promises: entries are kept, full-width digits and letters are normalised, all problems are shown at once at their
fields and in a summary with links, a one-time token protects from double submission, the version the person saw travels
with the form, and refusals of the operation land beside the field they name.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from danshu.kit.attempts import note_refusal
from danshu.kit.errors import DomainError, EditConflict, FieldErrors, FieldProblem
from danshu.ui.fields import PickerField, style
from danshu.ui.normalise import half_width
from danshu.ui.responses import go, render_page

Text = str | Promise

UNTOUCHED = (forms.PasswordInput, forms.FileInput)


@dataclass(frozen=True, slots=True)
class Section:
    """A card of a form: a title and the names of its fields; "name:2" spans two of the four columns."""

    title: Text
    fields: Sequence[str]
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the summary."""

    target: str
    label: str
    text: str


class Form(forms.Form):
    """Base of all forms. Set `sections` to lay the fields out; without it they follow each other in one card."""

    sections: ClassVar[Sequence[Section]] = ()
    required_css_class = "required"

    form_token = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(data, files, **kwargs)
        if self.is_bound:
            self.data = self._normalised(self.data)
        self.initial.setdefault("form_token", str(uuid.uuid4()))
        self.conflict: EditConflict | None = None
        self.refusal: DomainError | None = None
        style(list(self.fields.values()))
        for field in self.fields.values():
            if "required" in field.error_messages and field.label:
                field.error_messages["required"] = _("填写%(label)s") % {"label": field.label}
            if field.required and not field.widget.is_hidden:
                field.widget.attrs["aria-required"] = "true"

    def _normalised(self, data: Any) -> Any:
        copy = data.copy()
        for name, field in self.fields.items():
            if isinstance(field.widget, UNTOUCHED) or not isinstance(field.widget, forms.TextInput | forms.Textarea):
                continue
            key = self.add_prefix(name)
            value = copy.get(key)
            if isinstance(value, str) and not isinstance(field.widget, forms.Textarea):
                copy[key] = half_width(value).strip()
        return copy

    @property
    def token(self) -> str:
        """The idempotency key of this submission (COM-013)."""
        return str(self.data.get(self.add_prefix("form_token")) or self.initial["form_token"])

    @property
    def seen_version(self) -> int | None:
        """The version the person was looking at; None on a new record."""
        raw = self.data.get(self.add_prefix("version")) if self.is_bound else self.initial.get("version")
        text = str(raw or "")
        return int(text) if text.isdecimal() else None

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned entries without the form's own hidden fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("form_token", "version")}

    @property
    def gathered(self) -> dict[str, Any]:
        """What could be read of a form that has problems: the cleaned entries, texts as they were typed, else None."""
        found = dict.fromkeys(self.fields) | self.cleaned_data
        for name, field in self.fields.items():
            if name in self.cleaned_data or isinstance(field, PickerField):
                continue
            if isinstance(field, forms.CharField):
                found[name] = str(self.data.get(self.add_prefix(name)) or "")
        return found

    def problems(self) -> list[Problem]:
        """All problems, in the order of the fields; those without a field come first."""
        if not self.is_bound:
            return []
        general = [Problem("", "", str(text)) for text in self.non_field_errors()]
        return general + [
            Problem(bound.id_for_label or bound.auto_id, _unless_said(str(bound.label), str(text)), str(text))
            for bound in self._as_laid_out()
            if not bound.is_hidden
            for text in bound.errors
        ]

    def _as_laid_out(self) -> list[BoundField]:
        """All bound fields as the eye meets them: in the order of the sections, those outside them last."""
        names = [name.partition(":")[0] for section in self.sections for name in section.fields]
        order = {name: index for index, name in enumerate(names)}
        return sorted(self, key=lambda bound: order.get(bound.name, len(order)))

    def _named(self, field: str) -> str | None:
        """The field of this form that a refusal means: operations say `parent_id` where a form says `parent`."""
        return next((name for name in (field, field.removesuffix("_id")) if name in self.fields), None)

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal of the operation: beside the field it names, else in the summary or the conflict panel."""
        self.refusal = refusal
        note_refusal(refusal)
        if isinstance(refusal, FieldErrors):
            for problem in refusal.problems:
                self.add_error(self._named(problem.field), problem.text)
        elif isinstance(refusal, EditConflict):
            self.conflict = refusal
        else:
            self.add_error(self._named(refusal.field), str(refusal))

    def refuse_besides(self, refusal: DomainError) -> None:
        """What is wrong besides the form's own problems: beside fields only, and where nothing is said yet."""
        found: Sequence[FieldProblem | DomainError] = (
            refusal.problems if isinstance(refusal, FieldErrors) else [refusal]
        )
        for problem in found:
            name = self._named(problem.field or "")
            if name and not self.has_error(name):
                self.add_error(name, problem.text)

    def cards(self) -> Iterator[tuple[Section, list[tuple[BoundField, int]]]]:
        """Sections with their bound fields and spans."""
        sections = self.sections or [Section("", [f.name for f in self.visible_fields()])]
        for section in sections:
            wanted = [name.partition(":") for name in section.fields]
            known = [(self[name], int(span or 1)) for name, _colon, span in wanted if name in self.fields]
            yield section, known


def _unless_said(label: str, text: str) -> str:
    """The label, unless the words name it already."""
    return "" if label in text else label


def form_page(
    request: HttpRequest,
    form: Form,
    save: Callable[[], str],
    *,
    template: str = "ui/form_page.html",
    title: str,
    back_url: str,
    context: Mapping[str, Any] | None = None,
    check: Callable[[], object] | None = None,
) -> HttpResponse:
    """Show a form, or on POST check it and call `save`.

    save() calls the operation with `form.values`, `form.token` as idempotency key and `form.seen_version`, and returns
    the address of the next page. What the operation refuses is shown on the form, the entries stay: 422 for wrong
    entries, 409 when somebody changed the record, the refusal's own status otherwise.

    check() is called instead of save() on entries that the form alone refuses, and raises with `form.gathered` what the
    rules would say of them: so that all problems are shown at once (COM-008).

    context may hold `breadcrumb` and, for a short form about a record, `subject` (Facts that say which one it is) with
    `about` (pairs of label and text).
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return go(request, save())
            except DomainError as refusal:
                form.refuse(refusal)
                status = refusal.status
        else:
            status = 422
            _check(form, check)
    page = {"form": form, "title": title, "back_url": back_url, **(context or {})}
    return render_page(request, template, page, status=status)


def _check(form: Form, check: Callable[[], object] | None) -> None:
    if check is None:
        return
    try:
        check()
    except DomainError as refusal:
        form.refuse_besides(refusal)


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, None otherwise: `OrderForm(posted(request), initial=…)`."""
    return request.POST if request.method == "POST" else None
