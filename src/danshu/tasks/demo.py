"""Invented tasks of the demo company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef
from danshu.tasks.operations.accept_task import accept_task
from danshu.tasks.operations.create_task import create_task
from danshu.tasks.operations.finish_task import finish_task
from danshu.tasks.operations.note_progress import note_progress

# title, days until due (negative: overdue), priority, how far it is
ASKED = (
    ("核对国庆促销的陈列照片", 3, "normal", "open"),
    ("回访逾期款客户，约定付款日期", 1, "high", "accepted"),
    ("更新华东仓的安全库存", -2, "high", "accepted"),
    ("整理新品试销的客户反馈", 7, "low", "open"),
    ("补齐缺少的营业执照复印件", 5, "normal", "done"),
    ("准备年度协议的返点方案", 12, "normal", "accepted"),
)


def build(*, giver: Actor, people: Sequence[Actor], at: datetime, sources: Sequence[SourceRef] = ()) -> int:
    """Tasks that one person gave to these others some days before `at`, the first ones about these records."""
    begun = at - timedelta(days=4)
    for number, (title, days, priority, end) in enumerate(ASKED):
        who = people[number % len(people)]
        helper = people[(number + 1) % len(people)]
        entry = {
            "title": title, "responsible": who.user_id, "due_at": at + timedelta(days=days), "priority": priority,
            "description": "完成后写明结果，需要帮助时在进展里说明。", "participants": [helper.user_id],
        }  # fmt: skip
        source = sources[number] if number < len(sources) else None
        row = create_task(entry=entry, source=source, actor=giver, at=begun)
        if end == "open":
            continue
        accept_task(task_id=row.pk, actor=who, at=begun + timedelta(hours=2))
        note_progress(task_id=row.pk, content="已联系相关同事，资料收到一半", actor=who, at=begun + timedelta(days=1))
        if end == "done":
            finish_task(task_id=row.pk, result="资料已补齐并归档", actor=who, at=begun + timedelta(days=2))
    return len(ASKED)
