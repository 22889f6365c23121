"""Invented reminders of the demo company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef
from danshu.reminders.operations.finish_reminder import finish_reminder
from danshu.reminders.operations.set_reminder import set_reminder
from danshu.reminders.operations.show_reminders import show_reminders

# text, hours until its time (negative: it has appeared), how often
ASKED = (
    ("电话确认样品是否收到", -1, "none"),
    ("寄出新版报价单", 5, "none"),
    ("核对本周的对账单", 26, "weekly"),
    ("检查合同到期日", 72, "monthly"),
    ("问候客户周年庆", 240, "yearly"),
    ("整理当天的拜访记录", 9, "workday"),
)


def build(*, people: Sequence[Actor], at: datetime, sources: Sequence[SourceRef] = ()) -> int:
    """Reminders of these people, the first ones of each about these records; one of each person has appeared."""
    begun = at - timedelta(days=2)
    for place, person in enumerate(people):
        for number, (text, hours, repeat) in enumerate(ASKED):
            source = sources[place] if number < 2 and place < len(sources) else None
            entry = {
                "text": text, "person": person.user_id, "remind_at": at + timedelta(hours=hours), "repeat": repeat,
                "put_off": repeat in ("monthly", "yearly"),
            }  # fmt: skip
            set_reminder(entry=entry, source=source, actor=person, at=begun)
        gone = {"text": "提交上周的周报", "person": person.user_id, "remind_at": begun + timedelta(hours=3)}
        row = set_reminder(entry=gone, actor=person, at=begun)
        finish_reminder(reminder_id=row.pk, actor=person, at=begun + timedelta(hours=4))
    show_reminders(actor=Actor.system(), at=at)
    return len(people) * (len(ASKED) + 1)
