"""Operations on receivers of notifications."""

from __future__ import annotations

from danshu.integrations.models import Dispatch, Endpoint
from danshu.integrations.operations.delete_endpoint import delete_endpoint
from danshu.integrations.operations.renew_signing_key import renew_signing_key
from danshu.integrations.operations.resend_dispatch import resend_dispatch
from danshu.integrations.operations.save_endpoint import save_endpoint
from danshu.integrations.rules import EndpointEntry
from danshu.integrations.tests.factories import APPROVED, approve, make_endpoint
from tests.faults.crash import ACTOR, AT, Scenario, scenario

ENTRY = EndpointEntry("示例系统", "webhook", (APPROVED,), "https://example.com/hook")


@scenario("integrations.save_endpoint")
def _save() -> Scenario:
    return lambda: save_endpoint(entry=ENTRY, actor=ACTOR, at=AT)


@scenario("integrations.delete_endpoint")
def _delete() -> Scenario:
    row = _endpoint()
    approve()
    return lambda: delete_endpoint(endpoint_id=row.pk, actor=ACTOR, at=AT)


@scenario("integrations.renew_signing_key")
def _renew() -> Scenario:
    row = _endpoint()
    return lambda: renew_signing_key(endpoint_id=row.pk, actor=ACTOR, at=AT)


@scenario("integrations.resend_dispatch")
def _resend() -> Scenario:
    _endpoint()
    approve()
    row = Dispatch.objects.get()
    Dispatch.objects.filter(pk=row.pk).update(status="failed")
    return lambda: resend_dispatch(dispatch_id=row.pk, actor=ACTOR, at=AT)


def _endpoint() -> Endpoint:
    return make_endpoint("https://example.com/hook")
