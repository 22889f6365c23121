"""Pages of the shell: preferences, search, menu, keys."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate, check_for_language
from django.views.decorators.http import require_POST

from danshu.kit.web import ActorRequest, public, signed_in
from danshu.ui.keymap import keymap
from danshu.ui.palette import groups
from danshu.ui.ports import PORTS
from danshu.ui.responses import render_page
from danshu.ui.shell import DENSITIES, DENSITY_COOKIE, MOST_PINS, PINS_COOKIE, THEME_COOKIE, THEMES, Shell

YEAR = 365 * 86_400


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """GET: where the mark is, for papers and files that cannot say it themselves."""
    return HttpResponsePermanentRedirect(static("ui/mark.svg"))


@public
@require_POST
def preference(request: HttpRequest) -> HttpResponse:
    """Keep theme, density or language in a cookie (and with the person, when identity registered for it)."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    response.status_code = 303
    chosen = {
        "theme": (THEME_COOKIE, request.POST.get("theme", ""), THEMES),
        "density": (DENSITY_COOKIE, request.POST.get("density", ""), DENSITIES),
    }
    for name, (cookie, value, allowed) in chosen.items():
        if name in request.POST and value in allowed:
            _keep(request, response, name, cookie, value)
    if pin := request.POST.get("pin", "")[:100]:
        pins = Shell(request).pins
        kept = [name for name in pins if name != pin] if pin in pins else [*pins, pin]
        _keep(request, response, "pins", PINS_COOKIE, ".".join(kept[-MOST_PINS:]))
    language = request.POST.get("language", "")
    if language and check_for_language(language) and language in dict(settings.LANGUAGES):
        activate(language)
        _keep(request, response, "language", settings.LANGUAGE_COOKIE_NAME, language)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, cookie: str, value: str) -> None:
    secure = getattr(settings, "SESSION_COOKIE_SECURE", False)
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=secure)
    actor = getattr(request, "actor", None)
    if actor is not None and PORTS.store_preference is not None:
        PORTS.store_preference(actor, name, value)


@signed_in
def search(request: ActorRequest) -> HttpResponse:
    """Find pages, acts and records (COM-001 quick search): ">" only acts, "#" only numbers of records."""
    text = request.GET.get("q", "").strip()[:100]
    mode, words = (text[0], text[1:].strip()) if text[:1] in (">", "#") else ("", text)
    found = groups(
        Shell(request), request.actor, words,
        records=mode != ">", pages=not mode and "new" not in request.GET, acts=mode != "#",
    )  # fmt: skip
    return render_page(request, "ui/shell/search.html", {"groups": found, "q": text}, partial="ui/shell/results.html")


@signed_in
def menu(request: ActorRequest) -> HttpResponse:
    """All functions on one page, for phones."""
    return render_page(request, "ui/shell/menu.html", {})


@signed_in
def keys(request: ActorRequest) -> HttpResponse:
    """The list of keys."""
    return render_page(request, "ui/shell/keys.html", {"keymap": keymap()}, partial="ui/shell/keys_dialog.html")


@signed_in
def counts(request: ActorRequest) -> HttpResponse:
    """The menu's counts and the bell, once a minute while the page is visible."""
    return render_page(request, "ui/shell/counts.html", {})
