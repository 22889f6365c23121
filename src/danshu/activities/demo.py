"""Invented dealings with the customers of the demo company: calls, visits, plans, a rule."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from danshu.activities import dictionaries as lists
from danshu.activities.operations.create_plan import create_plan
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.operations.save_setting import save_setting
from danshu.activities.operations.switch_setting import switch_setting
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.parties.queries import contact_choices
from danshu.parties.queries import customers as visible_customers

SAID = (
    ("phone", "确认本月补货数量，客户要求周五前送到", "下单后电话回访"),
    ("phone", "询问新品价格，觉得偏高，希望按老客户价", "与主管商量价格"),
    ("visit", "到店查看陈列，货架缺两种洗护，客户愿意试销", "寄样品和陈列图"),
    ("messenger", "发了新品目录，客户对纸品套装感兴趣", "三天后跟进套装报价"),
    ("phone", "对账无误，逾期款承诺下周付", "下周查收款"),
    ("meeting", "与采购经理谈年度协议，返点条件还要商量", "准备协议草稿"),
    ("email", "发送报价单，客户回复会转给老板", "等待回复"),
    ("note", "客户搬了新仓库，收货时间改为上午", ""),
)
FEEDBACK = ("", "", "价格可以，交期要快", "希望能货到付款", "上次包装破损两箱，已经解决")
TITLES = ("例行跟进", "确认节前备货", "上门查看陈列", "跟进报价", "新品试销回访")
SHARE = 0.85  # of the customers were contacted


def build(*, actor: Actor, at: datetime, customers: Sequence[int]) -> int:
    """One to three communications with most customers in the weeks before `at`, and plans around it.

    Invented once and for all: the same every time. Returns the number of communications.
    """
    dice, made = random.Random(20260919), 0  # noqa: S311 - the same demo company every time
    _rule(actor, at)
    for key, owner_id in _owners(actor, customers):
        if owner_id is None:
            continue
        if dice.random() < SHARE:
            days = sorted((min(dice.expovariate(1 / 18), 90) for _ in range(dice.randint(1, 3))), reverse=True)
            for age in days:
                made += _say(dice, key, owner_id, at - timedelta(days=age, hours=1), actor)
        if dice.random() < 0.45:
            _plan(dice, key, owner_id, at, actor)
    return made


def _owners(actor: Actor, keys: Sequence[int]) -> list[tuple[int, int | None]]:
    return list(visible_customers(actor).filter(pk__in=keys).order_by("pk").values_list("pk", "owner_id"))


def _say(dice: random.Random, customer_id: int, owner_id: int, moment: datetime, actor: Actor) -> int:
    kind, content, next_step = dice.choice(SAID)
    people = contact_choices(customer_id)
    entry = {
        "type": id_of(lists.COMMUNICATION_TYPE, kind), "content": content, "happened_at": moment, "responsible": owner_id,
        "contact": dice.choice(people)[0] if people else None, "feedback": dice.choice(FEEDBACK), "next_step": next_step,
        "duration_minutes": dice.choice((5, 10, 15, 30)) if kind in ("phone", "meeting", "visit") else None,
        "direction": dice.choice(("out", "out", "in")),
    }  # fmt: skip
    record_communication(customer_id=customer_id, entry=entry, actor=actor, at=moment + timedelta(minutes=30))
    return 1


def _plan(dice: random.Random, customer_id: int, owner_id: int, at: datetime, actor: Actor) -> None:
    """In working hours of a day between last week and in three weeks."""
    day = at + timedelta(days=dice.randint(-3, 20))
    moment = day.replace(hour=dice.randint(1, 9), minute=dice.choice((0, 30)), second=0, microsecond=0)
    visit = dice.random() < 0.4
    entry = {
        "plan_type": id_of(lists.PLAN_TYPE, "visit" if visit else "follow_up"), "title": dice.choice(TITLES),
        "planned_at": moment, "responsible": owner_id, "type": id_of(lists.COMMUNICATION_TYPE, "visit" if visit else "phone"),
        "priority": dice.choice(("high", "normal", "normal", "low")), "duration_minutes": 60 if visit else 15,
        "place": "客户门店" if visit else "",
    }  # fmt: skip
    plan = create_plan(customer_id=customer_id, entry=entry, actor=actor, at=at - timedelta(days=4))
    if moment < at and dice.random() < 0.6:
        said = {"type": entry["type"], "content": "按计划联系，客户确认了下周的数量", "responsible": owner_id}
        record_communication(
            customer_id=customer_id, entry=said, plan_id=plan.pk, actor=actor, at=moment + timedelta(minutes=20)
        )


def _rule(actor: Actor, at: datetime) -> None:
    """New customers are contacted on the next day, then twice in four weeks."""
    entry = {
        "plan_type": id_of(lists.PLAN_TYPE, "first_contact"), "title": "新客户跟进", "trigger": "customer_created",
        "type": id_of(lists.COMMUNICATION_TYPE, "phone"), "first_after_days": 1, "repeat_every_days": 14, "repeats": 3,
        "remind_minutes": 30,
    }  # fmt: skip
    made = save_setting(entry=entry, actor=actor, at=at - timedelta(days=1))
    switch_setting(setting_id=made.pk, is_on=True, actor=actor, at=at)
