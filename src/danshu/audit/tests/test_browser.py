"""The logs and their cleanup in a real browser: phone, dark, English, accessibility (COM-019, ui.md section 10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from danshu.access.tests.factories import administrator
from danshu.audit.models import AuditArchive, AuditEntry
from danshu.audit.sealing import seal
from danshu.audit.tests.factories import make_entry
from danshu.identity.models import User
from danshu.kit.clock import business_date, now
from danshu.outbox.models import Delivery, OutboxEvent
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("SYS-005", "COM-019")]
DATA = "赵六 王五 外人 示例商贸集团 单枢示例有限公司 简体中文 中文"


@pytest.fixture
def admin(db: None) -> User:
    user = administrator("zhaoliu", full_name="赵六")
    old = now() - timedelta(days=400)
    for _number in range(3):
        make_entry(written_at=old, at=old)
    make_entry(written_at=old, operation="parameters.reset_parameter")
    seal(at=old + timedelta(hours=1))
    make_entry(operation="sales.approve_order", action="sales.approve_order", subject_kind="sales.order", subject_id=7,
               subject_label="SO-260918-0007", result="refused", actor_name="外人", changes={"code": "not_found"})  # fmt: skip
    AuditArchive.objects.create(at=now(), by_name="赵六", log="errors", before=old, first_entry_id=1, last_entry_id=9,
                                entries=9, digest="", file_name="errors-1-9.jsonl.gz", file_digest="ab" * 32)  # fmt: skip
    event = OutboxEvent.objects.create(at=now(), name="sales.OrderApproved", aggregate="sales.order:7", handlers=1)
    Delivery.objects.create(event=event, handler="sales.tell_approved", aggregate="sales.order:7", state="parked",
                            due_at=now(), last_error="ValueError: no address")  # fmt: skip
    return user


@in_every_look
def test_every_page_of_the_logs_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, admin: User, look: str
) -> None:
    if look == "english":
        User.objects.filter(pk=admin.pk).update(language="en")
    sign_in(browser_page, live_url, admin)
    day = business_date(now() - timedelta(days=200)).isoformat()
    refused = AuditEntry.objects.get(result="refused")
    pages = {
        "log-refused": "/logs/operations/?tab=refused", "log-entry": f"/logs/operations/{refused.pk}/",
        "log-archives": "/logs/archives/", "log-clean-up": "/logs/clean-up/",
        "log-clean-up-confirm": f"/logs/clean-up/operations/{day}/", "log-jobs": "/logs/jobs/",
        "log-deliveries": "/logs/deliveries/", "users-rows": "/users/", "roles-rows": "/roles/",
        "unknown-pick": "/orders/?customer=12345678901234567890", "first-password": "/me/first-password/",
        "keys-in-words": "/me/keys/",
    }  # fmt: skip
    walk(browser_page, live_url, pages, look, axe_source, data=DATA)
