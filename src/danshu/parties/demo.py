"""Two hundred invented customers of a fictional company, with contacts and addresses; every name is made up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from danshu.dictionaries.queries import id_of
from danshu.identity.queries import find_people
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.kit.operation import operation
from danshu.parties import dictionaries
from danshu.parties.intake import Entry, Manner, take_customers
from danshu.parties.operations.set_level_frequency import set_level_frequency
from danshu.parties.owners import Owner
from danshu.parties.permissions import CREATE_CUSTOMERS
from danshu.regions.queries import propose

COUNT = 200
TOGETHER = 8  # entered on one day
STEMS = (
    "青禾", "云杉", "海棠", "朗月", "松涛", "白鹭", "晨曦", "星野", "溪谷", "枫桥", "麦穗", "初雪", "听雨", "远帆", "静湖", "木棉",
    "长风", "竹里", "澄江", "丹霞", "暖阳", "晴川", "若水", "半夏", "南枝", "北辰", "西岭", "东篱", "知味", "悦来",
)  # fmt: skip
TRADES = (
    ("连锁超市", "retail", "chain"), ("便利店", "retail", "chain"), ("百货商店", "retail", "retail"),
    ("商贸有限公司", "retail", "wholesale"), ("日化批发部", "retail", "wholesale"),
    ("大酒店", "catering", "catering"), ("餐饮管理有限公司", "catering", "catering"),
    ("实验学校", "education", "institution"), ("社区医院", "health", "institution"),
    ("物业服务有限公司", "property", "institution"), ("纺织厂", "manufacturing", "wholesale"),
    ("供应链有限公司", "logistics", "wholesale"),
)  # fmt: skip
PLACES = (
    ("浙江省", "杭州市", "西湖区"), ("浙江省", "宁波市", "鄞州区"), ("上海市", "上海市", "浦东新区"), ("江苏省", "南京市", "玄武区"),
    ("江苏省", "苏州市", "姑苏区"), ("广东省", "广州市", "天河区"), ("广东省", "深圳市", "南山区"), ("北京市", "北京市", "海淀区"),
    ("四川省", "成都市", "武侯区"), ("湖北省", "武汉市", "洪山区"), ("山东省", "青岛市", "市南区"), ("福建省", "厦门市", "思明区"),
)  # fmt: skip
_Places = list[dict[str, str]]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "小禾", "小满", "小雪", "大山", "大海", "晓风")
POSITIONS = (
    ("采购主管", "decides"), ("仓库收货", "executes"), ("财务对账", "influences"), ("店长", "decides"), ("总经理", "decides"),
)  # fmt: skip
ROADS = ("示例路", "样板街", "模拟大道", "演示巷", "范例路")
SOURCES = ("exhibition", "internet", "telephone", "distribution", "campaign")
STATUSES = ("signed", "signed", "in_service", "in_service", "in_service")  # nearly all of them have ordered
FREQUENCIES = {"A": 7, "B": 14, "C": 30}
TAGS = ("月结", "重点", "节前备货", "价格敏感", "需要发票", "自提")


@dataclass
class _Values:
    """Keys of dictionary values, read once."""

    known: dict[tuple[str, str], int]

    def __call__(self, dictionary: str, code: str) -> int:
        if (dictionary, code) not in self.known:
            self.known[dictionary, code] = id_of(dictionary, code)
        return self.known[dictionary, code]


def build(*, actor: Actor, at: datetime, owners: Sequence[int], units: Sequence[int] = ()) -> list[int]:
    """Make 200 customers over the year before `at` and return their keys.

    owners: people (keys) who become responsible in turn, each customer belongs to the owner's main unit; actor: who
    enters them and sets their credit (Actor.system() may). units: not needed, the owners' units count. Invented once and for all: the same every time.
    """
    dice = random.Random(20260918)  # noqa: S311 - the same demo company every time
    values, places = _Values({}), _places()
    names = [(stem, trade) for trade in TRADES for stem in STEMS]
    dice.shuffle(names)
    people = {p.pk: Owner(p.pk, p.full_name, p.unit_id) for p in find_people("", assigned_on=at).filter(pk__in=owners)}
    for level, days in FREQUENCIES.items():
        set_level_frequency(level_id=values(dictionaries.LEVEL, level), days=days, actor=actor, at=at)
    made: list[int] = []
    for first in range(0, COUNT, TOGETHER):
        moment = at - timedelta(days=360 - first * 330 / COUNT, minutes=dice.randint(0, 600))
        entries = [
            Entry(
                values=_customer(dice, values, places, number, *names[number]),
                contacts=_contacts(dice, values, number),
                addresses=_addresses(dice, places, number),
                owner=people[owners[number % len(owners)]],
                credit=_credit(dice),
            )
            for number in range(first, min(first + TOGETHER, COUNT))
        ]
        made += _enter(entries=entries, actor=actor, at=moment)
    return made


@operation("parties.build_demo", permission=CREATE_CUSTOMERS, label=("建立示例客户", "Build demo customers"))
def _enter(*, entries: Sequence[Entry], actor: Actor, at: datetime) -> list[int]:
    """Some customers by sets, as an import makes them; their keys."""
    taken = take_customers(entries, manner=Manner(), actor=actor, at=at)
    if wrong := [problem for each in taken for problem in each.problems]:
        raise FieldErrors(wrong)
    return [each.pk for each in taken]


def _places() -> _Places:
    """Where the customers are: in words, and with the code where the divisions are loaded."""
    found: _Places = []
    for province, city, district in PLACES:
        place = propose(province, city, district)
        code = {"region": place.code} if place else {}
        found.append({"province": province, "city": city, "district": district, **code})
    return found


def _customer(
    dice: random.Random, values: _Values, places: _Places, number: int, stem: str, trade: tuple[str, str, str]
) -> dict[str, Any]:
    suffix, industry, category = trade
    return {
        "name": f"示例{stem}{suffix}",
        "short_name": stem,
        "type": "individual_business" if suffix in ("便利店", "日化批发部") else "enterprise",
        "country": "CN", **places[number % len(places)],
        "street": f"{dice.choice(ROADS)} {dice.randint(1, 300)} 号",
        "mobile": f"1380000{number:04}",
        "phone": f"0571-8800{number:04}" if number % 3 == 0 else "",
        "email": f"buyer{number:03}@example.com" if number % 2 == 0 else "",
        "source": values(dictionaries.SOURCE, dice.choice(SOURCES)),
        "industry": values(dictionaries.INDUSTRY, industry),
        "category": values(dictionaries.CATEGORY, category),
        "level": values(dictionaries.LEVEL, dice.choice("ABBCCC")),
        "status": values(dictionaries.STATUS, dice.choice(STATUSES)),
        "intention": values(dictionaries.INTENTION, dice.choice(("low", "medium", "high", "decided"))),
        "price_level": values(dictionaries.PRICE_LEVEL, "wholesale" if category == "wholesale" else "retail"),
        "tags": dice.sample(TAGS, dice.randint(0, 2)),
        "demand": dice.choice(("", "", "每月固定补货，要求次日送达", "节前集中采购，希望提前锁价", "新店开业，需要陈列支持")),
        "consents_to_calls": True,
    }  # fmt: skip


def _contacts(dice: random.Random, values: _Values, number: int) -> list[dict[str, Any]]:
    found = []
    for index in range(dice.choice((1, 1, 2, 3))):
        position, role = POSITIONS[(number + index) % len(POSITIONS)]
        found.append({
            "name": dice.choice(SURNAMES) + dice.choice(GIVEN),
            "position": position,
            "mobile": f"13{9 - 2 * (index > 0)}000{index}{number:04}",
            "decision_role": values(dictionaries.DECISION_ROLE, role),
            "preferred_channel": dice.choice(("mobile", "messenger", "phone")),
        })  # fmt: skip
    return found


def _addresses(dice: random.Random, places: _Places, number: int) -> list[dict[str, Any]]:
    return [
        {
            "recipient": dice.choice(SURNAMES) + dice.choice(GIVEN),
            "phone": f"1360000{number:04}",
            **place,
            "street": f"{dice.choice(ROADS)} {dice.randint(1, 300)} 号{dice.choice(('', ' 3 号仓', ' 后门收货'))}",
        }
        for place in (places[(number + i) % len(places)] for i in range(dice.choice((1, 1, 2, 3))))
    ]  # fmt: skip


def _credit(dice: random.Random) -> dict[str, Any]:
    """Credit for every third one."""
    if dice.random() >= 0.34:
        return {}
    limit = Decimal(dice.choice((20_000, 50_000, 100_000, 150_000)))
    return {"credit_limit": limit, "payment_terms_days": dice.choice((15, 30, 60))}
