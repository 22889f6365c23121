"""Parts of address forms: the steps of the cascader, the search, what a pasted text means. Public names, for everybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.kit.web import ActorRequest, signed_in
from danshu.regions import queries
from danshu.regions.parsing.understanding import LONGEST
from danshu.regions.web.parts import PART_LABELS, own_id
from danshu.ui.picker import Option, options
from danshu.ui.responses import render_page


@signed_in
def columns(request: ActorRequest) -> HttpResponse:
    """The steps down to ?code=, each a group of options."""
    code = request.GET.get("code", "")
    steps = queries.columns_of(code[:9])
    context = {
        "columns": steps, "last": steps[-1] if steps else None, "place": queries.place_of(code[:9]),
        "id": own_id(request.GET.get("id", "")),
    }  # fmt: skip
    return render_page(request, "regions/columns_page.html", context, partial="regions/columns.html")


@signed_in
def region_options(request: ActorRequest) -> HttpResponse:
    """Divisions by name, pinyin, initials or code."""
    return options(
        request,
        queries.find,
        lambda place: Option(key=place.code, text=place.text, code=place.code),
        title=_("选择地区"),
    )


@signed_in
def parse_text(request: ActorRequest) -> HttpResponse:
    """What a pasted address means, part by part; nothing is stored."""
    found = queries.parse(request.POST.get("text", "")[:LONGEST])
    rows = [(name, PART_LABELS[name], part) for name, part in found.parts()]
    places = queries.places_of([found.region, *found.others])
    context = {
        "rows": [row for row in rows if row[0] != "postal_code" or row[2].value],
        "place": places.get(found.region), "found": found, "unsure": found.unsure,
        "others": [places[code] for code in found.others if code in places],
    }  # fmt: skip
    return render_page(request, "regions/parsed_page.html", context, partial="regions/parsed.html")
