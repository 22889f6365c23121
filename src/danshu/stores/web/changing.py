"""Suspending, reopening, closing and deleting a store: the consequences first (COM-009)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.stores.models import Store
from danshu.stores.operations.close_store import close_store
from danshu.stores.operations.delete_store import delete_store
from danshu.stores.operations.reopen_store import reopen_store
from danshu.stores.operations.suspend_store import suspend_store
from danshu.stores.permissions import CHANGE_STORE_STATUS, DELETE_STORE
from danshu.stores.queries import store_by_id
from danshu.stores.web.lists import store_url
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done


def _dialog(
    request: ActorRequest, store: Store, operation: Any, words: Callable[[Any], Impact], said: str, *, back: str = ""
) -> HttpResponse:
    """GET: what the operation would do; POST: do it. back: where to go afterwards, the store's page by default."""

    def impact() -> Impact:
        return words(operation.dry_run(store_id=store.pk, actor=request.actor, at=now()).effects)

    def act(reason: str, key: str) -> str:
        operation.keyed(key)(store_id=store.pk, reason=reason, version=store.version, actor=request.actor, at=now())
        done(request, said % {"name": store.name})
        return back or store_url(store)

    return confirm(request, impact=impact, act=act, back_url=store_url(store))


@allowed_to(CHANGE_STORE_STATUS)
def store_suspend(request: ActorRequest, pk: int) -> HttpResponse:
    """No orders for a while."""
    store = store_by_id(request.actor, pk, CHANGE_STORE_STATUS)
    return _dialog(
        request, store, suspend_store,
        lambda effects: Impact(
            title=_("门店 %(name)s 停业？") % {"name": store.name}, effects=effects, do_label=_("门店停业"),
            keep_label=_("继续营业"), reason="optional", danger=False,
        ),
        _("门店 %(name)s 已停业"),
    )  # fmt: skip


@allowed_to(CHANGE_STORE_STATUS)
def store_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Orders again."""
    store = store_by_id(request.actor, pk, CHANGE_STORE_STATUS)
    return _dialog(
        request, store, reopen_store,
        lambda effects: Impact(
            title=_("门店 %(name)s 恢复营业？") % {"name": store.name}, effects=effects, do_label=_("恢复营业"),
            keep_label=_("保持停业"), reason="optional", danger=False,
        ),
        _("门店 %(name)s 已恢复营业"),
    )  # fmt: skip


@allowed_to(CHANGE_STORE_STATUS)
def store_close(request: ActorRequest, pk: int) -> HttpResponse:
    """Closed for good."""
    store = store_by_id(request.actor, pk, CHANGE_STORE_STATUS)
    return _dialog(
        request, store, close_store,
        lambda effects: Impact(
            title=_("关闭门店 %(name)s？") % {"name": store.name}, effects=effects, do_label=_("关闭门店"),
            keep_label=_("保留门店"), reason="optional", hint=_("关闭后不能恢复，只能新建；暂时不营业时用停业"),
        ),
        _("门店 %(name)s 已关闭"),
    )  # fmt: skip


@allowed_to(DELETE_STORE)
def store_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Gone, if it was never used."""
    store = store_by_id(request.actor, pk, DELETE_STORE)
    return _dialog(
        request, store, delete_store,
        lambda effects: Impact(
            title=_("删除门店 %(name)s？") % {"name": store.name}, effects=effects, do_label=_("删除门店"),
            keep_label=_("保留门店"), reason="optional",
        ),
        _("门店 %(name)s 已删除"), back=reverse("stores:stores"),
    )  # fmt: skip
