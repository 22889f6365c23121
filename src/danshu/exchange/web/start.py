"""The beginning of an import: what, and which file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from danshu.exchange import queries
from danshu.exchange.engine.receiving import receive
from danshu.exchange.engine.session import kind_named
from danshu.exchange.errors import FileRefused
from danshu.exchange.importing import kinds_for
from danshu.exchange.permissions import IMPORT
from danshu.exchange.reading.encodings import CHOICES
from danshu.exchange.reading.limits import DEFAULT
from danshu.exchange.reading.sniffing import TEXT_SUFFIXES, WORKBOOK_SUFFIXES
from danshu.exchange.web.statuses import steps
from danshu.exchange.workbooks import write_template
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import in_sentence
from danshu.ui.fields import ChoiceField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.lists.export import XLSX
from danshu.ui.responses import render_page

BLOCK = 1 << 18
MULTIPART_MARGIN = 1 << 20


class UploadForm(Form):
    """One file; for text files an encoding when the detection was wrong."""

    file = forms.FileField(label=gettext_lazy("文件"), allow_empty_file=True)
    encoding = ChoiceField(
        label=gettext_lazy("文字编码"),
        required=False,
        choices=[("", gettext_lazy("自动识别")), *((name, name.upper()) for name in CHOICES)],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].widget.attrs["accept"] = ",".join(sorted(WORKBOOK_SUFFIXES | TEXT_SUFFIXES | {".zip"}))
        self.fields["file"].help_text = _(
            "xlsx、xls、xlsb、ods、csv 或 txt，或装着一套 csv 的 zip，最大 %(limit)s MB"
        ) % {"limit": DEFAULT.upload >> 20}
        self.fields["encoding"].help_text = _("只对 csv、tsv、txt 有效")


@allowed_to(IMPORT)
def choose(request: ActorRequest) -> HttpResponse:
    """What to import."""
    kinds = kinds_for(request.actor)
    context = {"kinds": kinds, "steps": steps(""), "title": _("新建导入")}
    return render_page(request, "exchange/choose.html", context)


def _limited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse a body that is too long before any of it is read."""

    def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > DEFAULT.upload + MULTIPART_MARGIN:
            raise FileRefused(
                "too_big", size=int(length) >> 20 if length.isdecimal() else "?", limit=DEFAULT.upload >> 20
            )
        return view(request, *args, **kwargs)

    return limited


@allowed_to(IMPORT)
def _upload(request: ActorRequest, kind: str) -> HttpResponse:
    """Choose a file; it is read in a limited process and refused with a reason, or leads to its columns."""
    found = kind_named(kind)
    request.actor.require(found.permission)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)

    def save() -> str:
        file: UploadedFile[Any] = form.cleaned_data["file"]
        batch = receive(
            kind,
            file.chunks(BLOCK),
            file.name or "",
            actor=request.actor,
            at=now(),
            encoding=form.cleaned_data["encoding"],
        )
        return reverse("exchange:batch", args=[batch.pk])

    context = {
        "kind": found,
        "steps": steps(""),
        "save_label": _("上传"),
        "known": queries.mappings(request.actor, kind),
        "breadcrumb": [(_("数据"), reverse("exchange:imports")), (_("新建导入"), reverse("exchange:choose"))],
    }
    title = _("导入%(kind)s") % {"kind": in_sentence(found.label)}
    return form_page(
        request,
        form,
        save,
        template="exchange/upload.html",
        title=title,
        back_url=reverse("exchange:imports"),
        context=context,
    )


# The middleware would read the whole body for its token before the length is looked at; the check follows here.
upload = csrf_exempt(_limited(csrf_protect(_upload)))
upload.permission = IMPORT  # type: ignore[attr-defined]


@allowed_to(IMPORT)
def template(request: ActorRequest, kind: str) -> FileResponse:
    """An empty workbook with the headings of a kind."""
    found = kind_named(kind)
    request.actor.require(found.permission)
    out = io.BytesIO()
    write_template(found, out)
    out.seek(0)
    name = _("%(kind)s导入模板.xlsx") % {"kind": found.label}
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
