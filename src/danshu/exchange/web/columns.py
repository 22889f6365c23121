"""The second step: sheet, heading row, columns."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.exchange import queries
from danshu.exchange.engine.receiving import reread as read_again
from danshu.exchange.engine.session import kind_named
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.map_columns import map_columns
from danshu.exchange.operations.request_check import request_check
from danshu.exchange.operations.save_mapping import NAME_LENGTH, save_mapping
from danshu.exchange.permissions import IMPORT, SHARE_MAPPING
from danshu.exchange.proposing import from_content, preview_of, propose_sheet
from danshu.exchange.reading.encodings import CHOICES, SEPARATORS
from danshu.exchange.web.mapping_form import MappingForm
from danshu.exchange.web.statuses import steps
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import in_sentence
from danshu.ui.fields import TextField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import go

SHOWN_ROWS = 12


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else default


class Asked:
    """What the address says about sheet, heading row and mapping; without it what the batch has."""

    def __init__(self, request: ActorRequest, batch: ImportBatch) -> None:
        asked, usable = request.GET, {s["index"] for s in batch.sheets if s["rows"]}
        self.sheet = _number(asked.get("sheet", ""), batch.sheet)
        self.sheet = self.sheet if self.sheet in usable else batch.sheet
        same = self.sheet == batch.sheet
        known = (
            batch.heading_row if same else propose_sheet(kind_named(batch.kind), batch.sheets, self.sheet).heading_row
        )
        self.heading_row = _number(asked.get("heading_row", ""), known)
        self.changed = not same or self.heading_row != batch.heading_row
        self.columns = queries.columns(batch, sheet=self.sheet, heading_row=self.heading_row)
        proposal = propose_sheet(kind_named(batch.kind), batch.sheets, self.sheet, self.heading_row)
        self.scores = proposal.scores
        self.mapping: dict[str, Any] = proposal.mapping if self.changed else batch.mapping
        self.policy = batch.policy
        self.known = asked.get("mapping", "")
        if self.known:
            content = queries.mapping_named(request.actor, batch.kind, self.known).content
            self.mapping = from_content(content, self.columns)
            self.policy = content.get("policy") or batch.policy

    def unsure(self, column: int) -> bool:
        """True when the pair is only a guess."""
        field = next((f for f, index in self.mapping["columns"].items() if index == column), None)
        return field is not None and self.scores.get(field, 1.0) < 0.9


@allowed_to(IMPORT)
def columns(request: ActorRequest, pk: int) -> HttpResponse:
    """Say which column is which field; then the dry run begins."""
    batch = queries.batch(request.actor, pk)
    if batch.status in (BatchStatus.CHECKING, BatchStatus.RUNNING, BatchStatus.UNDOING):
        return go(request, reverse("exchange:batch", args=[pk]))
    choice, kind = Asked(request, batch), kind_named(batch.kind)
    form = MappingForm(
        posted(request),
        kind=kind,
        columns=choice.columns,
        mapping=choice.mapping,
        policy=choice.policy,
        initial={"version": batch.version},
    )

    def save() -> str:
        decided = form.decided(choice.sheet, choice.heading_row)
        map_columns(batch_id=pk, mapping=decided, seen=form.seen_version, actor=request.actor, at=now())
        answers = _answers(request, batch, choice)
        request_check(batch_id=pk, answers=answers, actor=request.actor, at=now())
        return reverse("exchange:batch", args=[pk])

    context = {
        "batch": batch,
        "kind": kind,
        "choice": choice,
        "steps": steps(BatchStatus.UPLOADED),
        "sheets": [sheet for sheet in batch.sheets if sheet["rows"] or sheet["refused"]],
        "preview": preview_of(batch.sheets, choice.sheet)[:SHOWN_ROWS],
        "known": queries.mappings(request.actor, batch.kind),
        "rows": [(column, bound, choice.unsure(column.index)) for column, bound in form.column_rows()],
        "needed": form.constants(required=True),
        "others": form.constants(required=False),
        "encodings": CHOICES,
        "separators": [(s, {"\t": "Tab"}.get(s, s)) for s in SEPARATORS],
        "breadcrumb": [(_("数据"), reverse("exchange:imports"))],
    }
    title = _("导入%(kind)s") % {"kind": in_sentence(kind.label)}
    back_url = reverse("exchange:imports")
    return form_page(
        request, form, save, template="exchange/columns.html", title=title, back_url=back_url, context=context
    )


def _answers(request: ActorRequest, batch: ImportBatch, choice: Asked) -> dict[str, str]:
    """Answers that a known mapping brings along."""
    if not choice.known:
        return {}
    return dict(queries.mapping_named(request.actor, batch.kind, choice.known).content.get("answers", {}))


@allowed_to(IMPORT)
def reread(request: ActorRequest, pk: int) -> HttpResponse:
    """Look at a text file again in the chosen encoding and with the chosen separator."""
    batch = queries.batch(request.actor, pk)
    encoding, separator = request.POST.get("encoding", ""), request.POST.get("separator", "")
    read_again(
        batch,
        encoding=encoding if encoding in CHOICES else "",
        separator=separator if separator in SEPARATORS else "",
        seen=_number(request.POST.get("version", ""), batch.version),
        actor=request.actor,
        at=now(),
    )
    return go(request, reverse("exchange:columns", args=[pk]))


class MappingNameForm(Form):
    """A name for a mapping."""

    name = TextField(label=gettext_lazy("方案名称"), max_length=NAME_LENGTH)


@allowed_to(IMPORT)
def keep_mapping(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep the mapping of a batch for the next file of this form."""
    batch = queries.batch(request.actor, pk)
    form = MappingNameForm(posted(request), initial={"name": batch.file_name.rpartition(".")[0][:NAME_LENGTH]})
    back_url = reverse("exchange:batch", args=[pk])

    def save() -> str:
        shared = request.POST.get("shared") == "1" and request.actor.can(SHARE_MAPPING)
        saved = save_mapping(batch_id=pk, name=form.values["name"], is_shared=shared, actor=request.actor, at=now())
        done(request, _("列对应方案 %(name)s 已保存") % {"name": saved.name})
        return back_url

    context = {"can_share": request.actor.can(SHARE_MAPPING), "breadcrumb": [(batch.file_name, back_url)]}
    return form_page(
        request,
        form,
        save,
        template="exchange/keep_mapping.html",
        title=_("保存列对应方案"),
        back_url=back_url,
        context=context,
    )
