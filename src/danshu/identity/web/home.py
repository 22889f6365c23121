"""The first page after sign-in, until a module above has a better one at the same address."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from danshu.kit.navigation import homes_for
from danshu.kit.web import ActorRequest, signed_in


@signed_in
def home(request: ActorRequest) -> HttpResponseBase:
    """Lead to the page declared for the person's role, else to the first of his menu, else to his settings."""
    for entry in homes_for(request.actor):
        try:
            return HttpResponseRedirect(reverse(entry.url_name))
        except NoReverseMatch:  # declared by a module whose pages are not installed
            continue
    return HttpResponseRedirect(reverse("identity:account"))
