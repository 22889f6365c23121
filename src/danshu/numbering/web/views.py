"""Pages of the number ranges (SYS-003)."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.numbering.errors import PATTERN_PROBLEMS
from danshu.numbering.operations.change_pattern import change_pattern
from danshu.numbering.permissions import CONFIGURE
from danshu.numbering.queries import changed_pattern, overview, pattern_of, preview
from danshu.numbering.registry import SERIES
from danshu.numbering.web.forms import PatternForm
from danshu.ui.forms import form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import render_page


@allowed_to(CONFIGURE)
def series_list(request: ActorRequest) -> HttpResponse:
    """Every kind of document with its pattern and the next number."""
    context = {"rows": overview(on=business_date(now()))}
    return render_page(request, "numbering/list.html", context)


@allowed_to(CONFIGURE)
def pattern(request: ActorRequest, code: str) -> HttpResponse:
    """Change a pattern; the preview shows the next numbers without taking any."""
    if code not in SERIES:
        raise NotFound()
    in_force, changed = pattern_of(code), changed_pattern(code)
    form = PatternForm(posted(request), initial={**asdict(in_force), "version": changed.version if changed else 0})

    def save() -> str:
        change_pattern.keyed(form.token)(
            series=code, **form.values, seen_version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("%(series)s的编号规则已保存") % {"series": SERIES[code].label})
        return reverse("numbering:list")

    context = {
        "series": SERIES[code],
        "numbers": preview(code, in_force, on=business_date(now())),
        "breadcrumb": [(_("编号规则"), reverse("numbering:list"))],
    }
    if request.method == "POST" and "preview" in request.POST:
        return _previewed(request, form, code, context)
    title, back_url = SERIES[code].label, reverse("numbering:list")
    template = "numbering/pattern.html"
    return form_page(request, form, save, template=template, title=title, back_url=back_url, context=context)


def _previewed(request: HttpRequest, form: PatternForm, code: str, context: dict[str, object]) -> HttpResponse:
    if form.is_valid():
        wanted = form.pattern()
        problem = wanted.problem()
        if problem is None:
            context["numbers"] = preview(code, wanted, on=business_date(now()))
        else:
            form.add_error(problem[0], str(PATTERN_PROBLEMS[problem[1]]))
    page = {"form": form, "title": SERIES[code].label, "back_url": reverse("numbering:list"), **context}
    return render_page(request, "numbering/pattern.html", page, status=422 if form.errors else 200)
