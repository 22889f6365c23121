"""Adding and changing a store."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.stores.errors import StoreClosed
from danshu.stores.operations.create_store import create_store
from danshu.stores.operations.edit_store import edit_store
from danshu.stores.permissions import CREATE_STORE, EDIT_STORE
from danshu.stores.queries import store_by_id
from danshu.stores.rules import check_store
from danshu.stores.web.forms import StoreForm, initial_of
from danshu.stores.web.lists import store_url
from danshu.ui.forms import form_page, posted
from danshu.ui.messages import done


def crumbs() -> list[tuple[str, str]]:
    """The way back to the list."""
    return [(pgettext("列表", "门店"), reverse("stores:stores"))]


@allowed_to(CREATE_STORE)
def store_new(request: ActorRequest) -> HttpResponse:
    """GET: an empty form; POST: add a store."""
    form = StoreForm(posted(request), actor=request.actor, initial={"unit_id": request.actor.unit_id, "country": "CN"})

    def save() -> str:
        made = create_store.keyed(form.token)(values=form.entered(), actor=request.actor, at=now())
        done(request, _("门店 %(name)s 已保存") % {"name": made.name})
        return store_url(made)

    return form_page(
        request, form, save, title=_("新建门店"), back_url=reverse("stores:stores"), context={"breadcrumb": crumbs()},
        check=lambda: check_store(form.entered(), actor=request.actor, permission=CREATE_STORE),
    )  # fmt: skip


@allowed_to(EDIT_STORE)
def store_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: the store in a form (StoreClosed when it is closed); POST: change it."""
    store = store_by_id(request.actor, pk, EDIT_STORE)
    if store.is_closed:
        raise StoreClosed(name=store.name)
    form = StoreForm(posted(request), actor=request.actor, store=store, initial=initial_of(store))

    def save() -> str:
        edit_store.keyed(form.token)(
            store_id=pk, version=form.seen_version, values=form.entered(), actor=request.actor, at=now()
        )
        done(request, _("门店 %(name)s 已保存") % {"name": form.values["name"]})
        return store_url(store)

    return form_page(
        request, form, save, title=_("修改门店"), back_url=store_url(store),
        context={"breadcrumb": [*crumbs(), (store.name, store_url(store))]},
        check=lambda: check_store(form.entered(), actor=request.actor, permission=EDIT_STORE, current=store),
    )  # fmt: skip
