"""The view of a list: page, part of the page, batch and export behind one address."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from danshu.kit.errors import DomainError
from danshu.kit.web import ActorRequest, View, allowed_to
from danshu.kit.words import told
from danshu.ui.lists import batch as batches
from danshu.ui.lists.batch import Selection
from danshu.ui.lists.columns_choice import chosen_columns, keep_columns
from danshu.ui.lists.export import export
from danshu.ui.lists.listing import Listing
from danshu.ui.lists.memory import remember
from danshu.ui.lists.page_size import keep_size, rows_per_page
from danshu.ui.lists.rehearsal import SHOWN, rehearse
from danshu.ui.lists.spec import BatchAction, ListSpec
from danshu.ui.lists.state import PLACE, ListState, read_state
from danshu.ui.lists.views import view_url
from danshu.ui.paging import BOUND, counts
from danshu.ui.ports import PORTS
from danshu.ui.responses import go, render_page, wants_partial

PARTIAL = "ui/list/region.html"


def list_view(spec: ListSpec) -> View:
    """The view of a declared list, for its permission.

    GET shows it (the whole page, or its region for htmx), ?export=xlsx|csv|pdf hands out the filter's result (&fields=... only those columns),
    ?jump=n leads to that page or leaves the page as it was. POST runs a batch action.
    """

    @allowed_to(spec.permission)
    def view(request: ActorRequest, /, **kwargs: Any) -> HttpResponseBase:
        state = read_state(spec, request.actor, request.GET, rows_per_page(request, spec))
        if request.method == "POST":
            return _batch(request, state)
        if "export" in request.GET:
            return _export(request, state)
        if "jump" in request.GET:
            return _jump(request, state)
        if "cols" in request.GET:
            return keep_columns(request, spec, state)
        if "viewcount" in request.GET:
            return HttpResponse(str(Listing(state).view_count(request.GET["viewcount"]) or ""))
        listing = Listing(state)
        if not request.GET and not wants_partial(request) and listing.first_view is not None:
            return go(request, listing.path + view_url(listing.first_view))
        listing.open_understood()
        return _show(request, listing)

    return view


def _show(request: HttpRequest, listing: Listing, *, status: int = 200) -> HttpResponse:
    listing.shown_keys = chosen_columns(request, listing.state, listing.open_view)
    listing.form_token = listing.form_token or str(uuid.uuid4())
    listing.read()
    extra = dict(listing.spec.context(request)) if listing.spec.context else {}
    context = {"listing": listing, "state": listing.state, "spec": listing.spec, **extra}
    response = render_page(request, listing.spec.template, context, partial=PARTIAL, status=status)
    remember(request, response, listing.spec.name, listing.here)
    keep_size(request, response)
    if request.method == "GET" and wants_partial(request):
        # the browser's form sends empty fields as well; the address bar gets only what was asked
        response.headers["HX-Push-Url"] = f"{listing.path}?{listing.here}" if listing.here else listing.path
    return response


def _jump(request: HttpRequest, state: ListState) -> HttpResponse:
    """To the typed page; a number that does not exist leaves the page as it was, the box is empty either way."""
    typed = request.GET.get("jump")
    listing = Listing(state)
    count = counts([state.rows()], bound=None if state.page.exact else BOUND)[0]
    number = state.page.resolve_jump(typed, count)
    params = state.params.copy()
    if number is not None:
        for name in PLACE:
            if name != "exact":
                params.pop(name, None)
        params["page"] = str(number)
    if wants_partial(request):
        return _show(request, Listing(read_state(state.spec, state.actor, params, state.page.size)))
    return go(request, f"{listing.path}?{params.urlencode()}")


def _export(request: HttpRequest, state: ListState) -> HttpResponseBase:
    kind = request.GET["export"] if request.GET["export"] in ("csv", "pdf") else "xlsx"
    try:
        made = export(state, kind, request.GET.getlist("fields"))
    except DomainError as refusal:
        return _show(request, Listing(state, refusal=refusal), status=refusal.status)
    return go(request, made) if isinstance(made, str) else made


def _batch(request: ActorRequest, state: ListState) -> HttpResponse:
    spec, actor = state.spec, request.actor
    try:
        action = batches.find_action(spec, actor, request.POST.get("batch", ""))
        selection = batches.read_selection(request, state)
    except DomainError as refusal:
        return _show(request, Listing(state, refusal=refusal), status=refusal.status)
    if action.page:
        return go(request, f"{reverse(action.page)}?ids={','.join(str(record.pk) for record in selection.records)}")
    problem = _unconfirmed(request, action, selection.count)
    if problem:
        question = _question(request, state, action, selection) | {"problem": problem}
        token = request.POST.get("form_token", "")
        status = 200 if problem == "ask" else 422
        return _show(request, Listing(state, batch_question=question, form_token=token), status=status)
    if len(selection.records) > batches.AT_ONCE and PORTS.batch_later is not None:
        keys = list(state.rows().values_list("pk", flat=True))
        return go(request, PORTS.batch_later(actor, spec.name, action.key, keys, request.POST.get("reason", "")))
    result = batches.run_batch(spec, action, selection, actor, request)
    response = _show(request, Listing(state, batch_result=result))
    news = {} if result.refused else {"toast": {"text": result.text}}
    response.headers["HX-Trigger"] = json.dumps({**news, "ui:counts": None})  # what waits in the menu has changed
    return response


def _question(request: ActorRequest, state: ListState, action: BatchAction, selection: Selection) -> dict[str, Any]:
    """What is asked before a batch: about which records, and which of the chosen cannot pass and why.

    Only what can pass is asked about and sent along; more than fits into one request stays "all that the filter finds".
    """
    spec = state.spec
    forecast = rehearse(spec, action, selection, request.actor, request)
    meant = selection.records if forecast is None or forecast.is_hopeless else forecast.meant
    everything = selection.everything and len(selection.records) > batches.AT_ONCE
    count = selection.count if everything else len(meant)
    return {
        "action": action, "chosen": selection.count, "given": request.POST, "forecast": forecast, "count": count,
        "title": told(action.confirm, {"count": count}), "everything": everything, "records": meant,
        "names": [spec.label_of(record) for record in meant[:SHOWN]], "unnamed": count - len(meant[:SHOWN]),
    }  # fmt: skip


def _unconfirmed(request: HttpRequest, action: Any, count: int) -> str:
    """What is still missing before the batch may run: "ask", "reason", "typed", or nothing."""
    if not (action.confirm or action.reason or action.typed):
        return ""
    if request.POST.get("confirmed") != "1":
        return "ask"
    if action.reason == "required" and not request.POST.get("reason", "").strip():
        return "reason"
    return "typed" if action.typed and request.POST.get("typed", "").strip() != str(count) else ""
