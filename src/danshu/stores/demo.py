"""Four invented stores of the demo company, in its branches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from danshu.inventory.queries import default_warehouse_id
from danshu.kit.actor import Actor
from danshu.stores.models import Store
from danshu.stores.operations.create_store import create_store
from danshu.stores.operations.suspend_store import suspend_store

# (code, name, branch, province, city, street, telephone, opening hours)
STORES = (
    ("MD01", "示例滨江店", "HD", "示例省", "示例东市", "滨江路 18 号", "021-60000001", "每天 9:00–21:00"),
    ("MD02", "示例湖畔店", "HD", "示例省", "示例东市", "湖畔街 6 号", "021-60000002", "每天 10:00–22:00"),
    ("MD03", "示例南山店", "HN", "示例省", "示例南市", "南山大道 101 号", "020-60000003", "每天 9:30–21:30"),
    ("MD04", "示例北苑店", "HB", "示例省", "示例北市", "北苑路 27 号", "010-60000004", "周一至周六 9:00–18:00"),
)
SUSPENDED = "MD04"


def build(
    *, actor: Actor, at: datetime, until: datetime, units: Mapping[str, int], managers: Mapping[str, int]
) -> dict[int, list[int]]:
    """The stores, each with its branch's warehouse, one of them suspended; the open ones by their branch.

    at: when they open; until: now. units: by the code of the branch; managers: by that of the store or its branch.
    Does nothing when there are stores.
    """
    found: dict[int, list[int]] = {}
    if Store.objects.exists():
        return found
    for number, (code, name, branch, province, city, street, phone, hours) in enumerate(STORES):
        unit_id = units[branch]
        made = create_store(
            values={
                "code": code, "name": name, "unit_id": unit_id, "province": province, "city": city, "street": street,
                "phone": phone, "opening_hours": hours, "manager_id": managers.get(code) or managers.get(branch),
                "warehouse_id": default_warehouse_id(unit_id),
            },
            actor=actor, at=at + timedelta(minutes=number),
        )  # fmt: skip
        if code != SUSPENDED:
            found.setdefault(unit_id, []).append(made.pk)
        else:
            suspend_store(store_id=made.pk, reason="店面装修", actor=actor, at=until - timedelta(days=3))
    return found
