"""Operations on attachments and notes; bytes are written before the row that names them."""

from __future__ import annotations

from danshu.files.operations.add_attachment import add_attachment
from danshu.files.operations.add_note import add_note
from danshu.files.operations.remove_attachment import remove_attachment
from danshu.files.taking import take
from danshu.files.tests.samples import PDF, photo
from danshu.sales.tests.world import build_world
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("files.add_attachment")
def _add() -> Scenario:
    order, upload = build_world().order(), take([photo()], "现场.jpg", description="卸货")
    return lambda: add_attachment(kind="sales.order", record_id=order.pk, upload=upload, actor=ACTOR, at=AT)


@scenario("files.remove_attachment")
def _remove() -> Scenario:
    order, upload = build_world().order(), take([PDF], "回单.pdf")
    key = add_attachment(kind="sales.order", record_id=order.pk, upload=upload, actor=ACTOR, at=AT)
    return lambda: remove_attachment(attachment_id=key, reason="传错了", actor=ACTOR, at=AT)


@scenario("files.add_note")
def _note() -> Scenario:
    customer = build_world().customer
    return lambda: add_note(kind="parties.customer", record_id=customer.pk, content="只要专票", actor=ACTOR, at=AT)
