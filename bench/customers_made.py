"""Any number of customers with contact and address, made by set-based SQL: `python -m bench.customers_made COUNT`.

COUNT is how many there shall be in all. Each has a name of its own of an area, two characters and a trade, its number,
telephone, search columns as the product would store them, and what the list can be asked for: dictionary values, dates,
texts in part of the records as people leave them. Owners and units differ; a few are invalid, in the bin or reviewed.

Also made: somebody with all rights (`CHIEF`), and orders of one customer (`BIG`) when the company has fewer.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from bench.django_setup import ready
from bench.population import RUNS, populate, without_indexes

CHIEF = "chief"
BIG = "KH-0002001"
BIG_ORDERS = 20_000
AREAS = ["江北", "河西", "湖东", "城南", "云岭", "青山", "白沙", "黄桥", "金湾", "银川", "石桥", "梅林", "竹溪", "松江", "柳州", "桂平", "海宁", "长乐", "永安", "平湖", "东阳", "西昌", "南浔", "北仑", "新会", "安吉", "德清", "宁海", "昌平", "怀柔", "顺义", "通州", "大兴", "丰台", "朝阳", "高明", "三水", "龙岗", "宝安", "福田"]  # fmt: skip
SIGNS = list("青海明利福嘉长新瑞恒泰昌盛隆兴旺鑫宏伟达通顺祥和润泽锦华天宇")
TRADES = ["商贸", "百货", "超市", "酒店", "餐饮", "食品", "日化", "批发", "五金", "建材", "服饰", "文具", "物业", "医药", "农资", "印刷", "家居", "电器", "物流", "广告", "科技", "装饰", "园艺", "母婴", "水产"]  # fmt: skip
SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
GIVEN = [
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "秀兰",
    "霞",
    "平",
    "刚",
    "桂英",
    "建华",
    "文博",
    "子涵",
    "雨桐",
    "浩然",
    "欣怡",
    "俊杰",
    "思远",
    "晓东",
]

# words with the letters and initials under which they are found
WORDS = "CREATE TEMP TABLE words (kind text, place bigint, word text, sound text, initials text)"
VALUES = """
CREATE TEMP TABLE choices AS SELECT dictionary AS code, array_agg(id ORDER BY id) AS keys
FROM dictionaries_value WHERE is_valid GROUP BY dictionary
"""
# Multiplying by a number without common divisor visits each combination once: names differ, neighbours too.
MADE = """
CREATE UNLOGGED TABLE bench_customers AS
WITH numbered AS (
    SELECT start.id + k AS id, start.n + k AS i, k::float8 / %(count)s AS part, (start.n + k) * 7919 %% 900000 AS c,
        CASE WHEN start.n + k >= 900000 THEN '店' ELSE '' END AS branch,
        (hashint8(start.n + k) & 1048575) AS luck, (hashint8((start.n + k) * 31 + 7) & 1048575) AS chance
    FROM (SELECT max(id) AS id, count(*) AS n FROM parties_customer) AS start, generate_series(1, %(count)s) AS k
)
SELECT m.id, m.i, 'KH-' || lpad(m.i::text, 7, '0') AS number, luck, chance,
    area.word || one.word || two.word || trade.word || branch AS name,
    area.sound || one.sound || two.sound || trade.sound || CASE branch WHEN '' THEN '' ELSE 'dian' END AS sound,
    area.initials || one.initials || two.initials || trade.initials || CASE branch WHEN '' THEN '' ELSE 'd' END AS initials,
    family.word || given.word AS contact, family.sound || given.sound AS contact_sound,
    family.initials || given.initials AS contact_initials,
    '13' || lpad((m.i * 100003337::bigint %% 1000000000)::text, 9, '0') AS mobile,
    now() - interval '1095 days' * (1 - part) AS at
FROM numbered m
JOIN words area ON area.kind = 'area' AND area.place = c / 22500
JOIN words one ON one.kind = 'sign' AND one.place = c / 750 %% 30
JOIN words two ON two.kind = 'sign' AND two.place = c / 25 %% 30
JOIN words trade ON trade.kind = 'trade' AND trade.place = c %% 25
JOIN words family ON family.kind = 'surname' AND family.place = luck %% 20
JOIN words given ON given.kind = 'given' AND given.place = luck / 20 %% 30
ORDER BY m.id
"""
TOKENS = """ARRAY(SELECT DISTINCT token FROM (SELECT unnest(pg_temp.runs(text)) AS token FROM unnest(ARRAY[{texts}]) AS text
    UNION ALL SELECT '^' || run FROM unnest(ARRAY[{sounds}]) AS sound, unnest(pg_temp.runs(sound)) AS run WHERE length(run) > 1) AS t)"""
CUSTOMER_TOKENS = TOKENS.format(
    texts="lower(m.number), m.name, m.contact", sounds="m.sound, m.initials, m.contact_sound, m.contact_initials"
)
CONTACT_TOKENS = TOKENS.format(texts="m.contact, '经理'", sounds="m.contact_sound, m.contact_initials")


def _some(share: int, text: str, otherwise: str = "''") -> str:
    """An expression: the text in that many of a hundred records."""
    return f"CASE WHEN m.luck %% 100 < {share} THEN {text} ELSE {otherwise} END"


def _value(code: str) -> str:
    """An expression: one of the values of a dictionary."""
    keys = f"(SELECT keys FROM choices WHERE code = '{code}')"  # noqa: S608 - constants of this file
    return f"{keys}[1 + m.chance %% cardinality({keys})]"


CUSTOMER: Mapping[str, str] = {
    "id": "m.id", "number": "m.number", "name": "m.name", "short_name": _some(30, "left(m.name, 4)"),
    "type": "(ARRAY['enterprise','enterprise','individual_business','person'])[1 + m.luck %% 4]",
    "licence_number": _some(40, "'L' || lpad(m.i::text, 14, '0')"), "legal_representative": _some(50, "m.contact"),
    "website": _some(20, "'https://www.' || m.sound || '.example'"), "external_code": _some(10, "'EXT-' || m.i"),
    "province": "'示例省'", "city": "left(m.name, 2) || '市'", "district": _some(60, "left(m.name, 2) || '区'"),
    "region_id": _some(60, "r.code", "NULL"), "street": "'样板路 ' || m.luck || ' 号'",
    "postal_code": _some(30, "lpad((m.luck %% 1000000)::text, 6, '0')"),
    "registered_address": _some(30, "left(m.name, 2) || '路 ' || m.luck || ' 号'"),
    "phone": _some(30, "'021' || lpad((m.luck * 89)::text, 8, '0')"), "mobile": "m.mobile",
    "fax": _some(5, "'021' || lpad((m.luck * 83)::text, 8, '0')"), "email": _some(40, "m.sound || m.i || '@mail.example'"),
    "payment_email": _some(10, "'pay' || m.i || '@mail.example'"),
    "invoice_email": _some(10, "'bill' || m.i || '@mail.example'"),
    "referrer_id": _some(2, "m.id - 1", "NULL"), "parent_id": _some(3, "m.id - 1", "NULL"),
    "demand": _some(10, "'每月 ' || m.luck || ' 箱'"), "remark": _some(15, "'备注 ' || m.chance"),
    "tags": _some(20, "ARRAY['重点', '批次' || m.luck %% 50]", "'{}'"), "member_number": _some(10, "'M' || m.i"),
    "bank_name": _some(20, "left(m.name, 2) || '银行'"), "bank_account_name": _some(20, "m.name"),
    "bank_account": _some(20, "lpad(m.i::text, 16, '6')"),
    "source_id": _value("parties.customer_source"), "category_id": _value("parties.customer_category"),
    "level_id": _value("parties.customer_level"), "intention_id": _value("parties.customer_intention"),
    "status_id": _value("parties.customer_status"), "stage_id": _value("parties.customer_stage"),
    "industry_id": _value("parties.industry"), "size_id": _value("parties.company_size"),
    "price_level_id": _some(20, _value("parties.price_level"), "NULL"),
    "owner_id": "CASE WHEN m.chance %% 20 = 0 THEN NULL ELSE people.keys[1 + m.chance %% cardinality(people.keys)] END",
    "unit_id": "units.keys[1 + m.luck %% cardinality(units.keys)]", "owned_at": "m.at",
    "created_at": "m.at", "updated_at": "m.at", "created_by_name": "'李四'",
    "last_contact_at": _some(90, "now() - interval '1 day' * (m.chance %% 900)", "NULL"),
    "next_contact_at": _some(20, "now() + interval '1 day' * (m.chance %% 60)", "NULL"),
    "contact_due_at": _some(30, "now() + interval '1 day' * (m.chance %% 200 - 60)", "NULL"),
    "follow_up_days": _some(5, "30", "NULL"), "language": _some(98, "'zh-hans'", "'en'"),
    "currency": _some(98, "'CNY'", "'USD'"), "country": _some(98, "'CN'", "'US'"),
    "credit_limit": _some(30, "10000 * (m.luck %% 50)", "0"), "payment_terms_days": _some(30, "30", "0"),
    "consents_to_calls": "m.luck %% 2 = 0", "consents_to_messages": "m.luck %% 3 = 0",
    "consents_to_emails": "m.luck %% 4 = 0", "is_valid": "m.i = 2001 OR m.luck %% 100 <> 99",
    "deleted_at": "CASE WHEN m.luck %% 1000 = 998 THEN now() END",
    "awaits_review": "CASE WHEN m.luck %% 1000 = 1 THEN 'change' ELSE '' END",
    "search_tokens": CUSTOMER_TOKENS, "search_text": "lower(m.number) || ' ' || m.name || ' ' || m.contact",
    "contact_keys": "ARRAY[m.mobile]",
    "contact_tokens": "ARRAY(SELECT DISTINCT substr(m.mobile, start, 4) FROM generate_series(1, 8) AS start)",
    "sort_key": "left(m.sound, 100)", "name_key": "m.name", "region_key": "'CN/示例'",
}  # fmt: skip
CONTACT: Mapping[str, str] = {
    "id": "nextval(pg_get_serial_sequence('parties_contact', 'id'))", "customer_id": "m.id", "name": "m.contact",
    "position": _some(60, "'经理'"), "mobile": "m.mobile", "email": _some(40, "m.sound || m.i || '@mail.example'"),
    "search_tokens": CONTACT_TOKENS, "contact_keys": "ARRAY[m.mobile]", "sort_key": "m.contact_sound",
}  # fmt: skip
ADDRESS: Mapping[str, str] = {
    "id": "nextval(pg_get_serial_sequence('parties_deliveryaddress', 'id'))", "customer_id": "m.id",
    "recipient": "m.contact", "phone": "m.mobile", "street": "'样板路 ' || m.luck || ' 号'",
}  # fmt: skip
FROM = """ FROM bench_customers m JOIN {table} t ON t.id = (SELECT min(id) FROM {table})
    CROSS JOIN (SELECT array_agg(id ORDER BY id) AS keys FROM identity_user WHERE user_name <> 'chief') AS people
    CROSS JOIN (SELECT array_agg(id ORDER BY id) AS keys FROM identity_unit) AS units
    LEFT JOIN towns r ON r.place = m.luck %% 500"""
TOWNS = "CREATE TEMP TABLE towns AS SELECT row_number() OVER (ORDER BY code) - 1 AS place, code FROM regions_division WHERE length(code) = 6 LIMIT 500"
TABLES: Mapping[str, Mapping[str, str]] = {
    "parties_customer": CUSTOMER, "parties_contact": CONTACT, "parties_deliveryaddress": ADDRESS,
}  # fmt: skip
END = "SELECT setval(pg_get_serial_sequence('parties_customer', 'id'), (SELECT max(id) FROM parties_customer))"


def make(count: int) -> None:
    """Customers up to that number."""
    from django.db import connection

    from danshu.kit.clock import now
    from danshu.regions.delivered import deliver

    deliver(at=now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM parties_customer")
        missing = count - cursor.fetchone()[0]
        if missing <= 0:
            return
        for setting in ("maintenance_work_mem = '512MB'", "work_mem = '256MB'", "session_replication_role = replica"):
            cursor.execute(f"SET {setting}")
        for statement in (RUNS, WORDS, VALUES, TOWNS, "DROP TABLE IF EXISTS bench_customers"):
            cursor.execute(statement)
        cursor.executemany("INSERT INTO words VALUES (%s, %s, %s, %s, %s)", _words())
        cursor.execute(MADE, {"count": missing})
        with without_indexes(cursor, tuple(TABLES)):
            for table, expressions in TABLES.items():
                cursor.execute(_statement(cursor, table, expressions))
        for statement in (END, "DROP TABLE bench_customers", "SET session_replication_role = origin"):
            cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


def _statement(cursor: Any, table: str, expressions: Mapping[str, str]) -> str:
    """Copy the first row with some columns replaced, so that a column nobody thought of has a value as well."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public' "
        "AND is_generated = 'NEVER'",
        [table],
    )
    names = [name for (name,) in cursor.fetchall()]
    unknown = set(expressions) - set(names)
    if unknown:
        raise RuntimeError(f"{table} has no columns {sorted(unknown)}")
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(expressions.get(name, f't."{name}"') for name in names)
    # names of the database's own columns, expressions of this file
    text = f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values}{FROM.format(table=table)}"
    return text.replace("%%", "%")


def _words() -> list[tuple[str, int, str, str, str]]:
    from danshu.kit.search import pinyin_of

    kinds = {"area": AREAS, "sign": SIGNS, "trade": TRADES, "surname": SURNAMES, "given": GIVEN}
    return [(kind, place, word, *pinyin_of(word)) for kind, words in kinds.items() for place, word in enumerate(words)]


def make_chief() -> None:
    """Somebody who may do everything everywhere."""
    from danshu.access.models import UserGrant
    from danshu.identity.models import Unit, User
    from danshu.kit.clock import now
    from danshu.kit.permissions import CATALOGUE

    at = now()
    user, _made = User.objects.get_or_create(
        user_name=CHIEF,
        defaults={
            "full_name": "郑一", "unit": Unit.objects.get(code="HQ"), "must_change_password": False, "created_at": at,
            "updated_at": at, "profile_completed_at": at, "password_changed_at": at,
        },
    )  # fmt: skip
    known = set(UserGrant.objects.filter(user=user).values_list("permission", flat=True))
    UserGrant.objects.bulk_create(
        UserGrant(user=user, permission=code, data_scope="all") for code in CATALOGUE if code not in known
    )


def make_big(orders: int) -> None:
    """Orders of one customer, when he has fewer."""
    from danshu.sales.models import Order

    missing = orders - Order.objects.filter(customer__number=BIG).count()
    if missing > 0:
        populate(missing, BIG)


if __name__ == "__main__":
    ready()
    make_chief()
    make(int(sys.argv[1]))
    make_big(int(sys.argv[2]) if len(sys.argv) > 2 else BIG_ORDERS)
