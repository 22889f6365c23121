"""The pages of messages, templates and of one's own choice in a real browser, in every look."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.notices.operations.edit_template import edit_template
from danshu.notices.tests.factories import make_message, make_notice
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parties.tests.factories import person
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = "示例公司 示例管理员 单枢示例有限公司 示例中文名称 订单 已通过 进展 吴九 李四 您好 系统 中文 通知 登录系统，在通知里查看 提醒"


@pytest.mark.spec("COM-019", "SYS-033", "COL-008")
@in_every_look
def test_every_page_is_accessible_and_fits(browser_page: Any, live_url: str, axe_source: str, look: str) -> None:
    admin = person("ADM", unit=make_unit("示例公司"), name="示例管理员")
    user = User.objects.get(pk=admin.user_id)
    if look == "english":
        User.objects.update(language="en")
    make_notice("订单 SO-7 已通过", user_name=user.user_name)
    edit_template(
        letter="notices.by_mail",
        language="zh-hans",
        subject="提醒：{text}",
        body="{name}：\n\n{text}",
        actor=admin,
        at=now(),
    )
    held, failed, sent = (make_message(status=status) for status in ("held", "failed", "sent"))
    change_parameters(changes={"message_test_mode": True}, actor=Actor.system(), at=now())
    sign_in(browser_page, live_url, user)
    places = {
        "messages": "/messages/?tab=all",
        "message-held": f"/messages/{held.pk}/",
        "message-failed": f"/messages/{failed.pk}/",
        "message-discard": f"/messages/{failed.pk}/discard/",
        "message-again": f"/messages/{sent.pk}/again/",
        "templates": "/messages/templates/",
        "template": "/messages/templates/notices.by_mail:zh-hans/",
        "template-edit": "/messages/templates/sales.order_placed:en/edit/",
        "template-restore": "/messages/templates/notices.by_mail:zh-hans/restore/",
        "preferences": "/notices/preferences/",
        "notices": "/notices/",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)
