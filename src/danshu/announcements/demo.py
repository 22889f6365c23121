"""What the demo company has told its people: a few announcements of every state, some read, one to be confirmed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from danshu.announcements.models import Announcement, Reading
from danshu.announcements.operations.create_announcement import create_announcement
from danshu.announcements.operations.publish_announcement import publish_announcement
from danshu.announcements.operations.withdraw_announcement import withdraw_announcement
from danshu.announcements.rules import AnnouncementData
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date

# (days ago, what it says)
SAID: tuple[tuple[int, dict[str, Any]], ...] = (
    (40, {"title": "第三季度盘点安排", "content": "各仓库本月最后一个周五盘点，盘点期间暂停出入库两小时。",
          "audience": "roles", "role_codes": ("WHS", "PUR", "SHC")}),
    (12, {"title": "客户对账单改为每月 3 日发出", "content": "财务每月 3 日发出上月对账单，业务员 5 日前与客户核对完毕。",
          "type": "business", "is_top": True}),
    (3, {"title": "周六 22:00 系统维护", "content": "周六 22:00 至 23:00 升级系统，期间不能登录。请提前保存正在填写的单据。",
         "type": "maintenance"}),
)  # fmt: skip
READ_SHARE = 0.6


def build(*, actor: Actor, at: datetime, people: Sequence[int], units: Sequence[int]) -> int:
    """Four published announcements, a withdrawn one and a draft; the same every time. Returns how many."""
    dice, today = random.Random(20261129), business_date(at)  # noqa: S311 - the same demo company every time
    for age, given in SAID:
        moment = at - timedelta(days=age)
        row = _published({**given, "from_date": business_date(moment)}, actor, moment)
        readers = [pk for pk in people if dice.random() < READ_SHARE]
        Reading.objects.bulk_create(
            [Reading(announcement=row, user_id=pk, round=1, read_at=moment + timedelta(hours=2)) for pk in readers]
        )
    branch = {"audience": "units", "unit_ids": tuple(units[:1]), "from_date": today}
    _published({"title": "华东仓库今日提前截单", "content": "16:00 后的订单次日发货。", **branch}, actor, at)
    wrong = _published({"title": "放假通知（日期有误）", "content": "以新的通知为准。", "from_date": today}, actor, at)
    withdraw_announcement(announcement_id=wrong.pk, seen_version=None, reason="日期有误，重新发布", actor=actor, at=at)
    text = "不得在系统外保存客户电话和地址；导出须写明用途。"
    draft: dict[str, Any] = {"title": "客户资料保密规定", "content": text, "must_confirm": True, "from_date": today}
    create_announcement(data=AnnouncementData(**draft), actor=actor, at=at)
    return Announcement.objects.count()


def _published(given: dict[str, Any], actor: Actor, at: datetime) -> Announcement:
    row = create_announcement(data=AnnouncementData(**given), actor=actor, at=at)
    return publish_announcement(announcement_id=row.pk, seen_version=row.version, actor=actor, at=at)
