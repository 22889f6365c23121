"""The demo company: headquarters, three branches, one person per role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from django.contrib.auth import get_user_model

from danshu.access.operations.edit_group import GroupData, add_group_members, create_group
from danshu.access.operations.first_start import Company, first_start
from danshu.access.operations.set_user_access import add_user
from danshu.access.queries import load_actor, role_by_id, roles_to_choose
from danshu.identity.operations.create_user import UserData
from danshu.identity.operations.edit_unit import UnitData, create_unit
from danshu.identity.rules.passwords import PreparedPassword, generated_password, prepare_password
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now

BRANCHES = (("HD", "华东分公司"), ("HN", "华南分公司"), ("HB", "华北分公司"))

# (user name, full name, role, unit, manager's user name); who sees all branches by his role works at headquarters (ACC-022)
PEOPLE = (
    ("zhouba01", "周八", "SMG", "HQ", ""),
    ("zhaoliu1", "赵六", "ODK", "HQ", ""),
    ("qianyi01", "钱一", "ORA", "HQ", ""),
    ("zhengshi", "郑十", "FNC", "HQ", ""),
    ("wangwu01", "王五", "CSV", "HQ", ""),
    ("sunqi001", "孙七", "WHS", "HQ", ""),
    ("chenyi01", "陈一", "SHC", "HQ", ""),
    ("lisi0001", "李四", "BRC", "HD", "zhouba01"),
    ("wuer0001", "吴二", "BRC", "HN", "zhouba01"),
    ("xusan001", "徐三", "BRC", "HB", "zhouba01"),
    ("heyi0001", "何一", "SLS", "HD", "zhouba01"),
    ("liner001", "林二", "SLS", "HN", "zhouba01"),
    ("guosan01", "郭三", "OPA", "HQ", ""),
    ("masi0001", "马四", "PUR", "HQ", ""),
    ("luowu001", "罗五", "AUD", "HQ", ""),
    ("tangjiu1", "唐九", "STA", "HD", "zhouba01"),
)

# (name, type, unit, members with the leader first)
TEAMS = (
    ("华东大客户团队", "sales_team", "HD", ("heyi0001", "lisi0001")),
    ("售后支持团队", "service_team", "HQ", ("wangwu01", "zhaoliu1")),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who and what was made: units and people by their codes."""

    units: Mapping[str, int]
    people: Mapping[str, int]
    password: str

    def unit_list(self) -> list[SimpleNamespace]:
        """Units with pk, name and type."""
        names = {"HQ": ("示例商贸集团", "headquarters"), **{code: (name, "branch") for code, name in BRANCHES}}
        return [SimpleNamespace(pk=pk, name=names[code][0], type=names[code][1]) for code, pk in self.units.items()]

    def actor(self, user_name: str) -> Actor:
        """A person with his rights of this moment."""
        found = load_actor(self.people[user_name], today=business_date(now()))
        if found is None:
            raise LookupError(user_name)
        return found

    def branch_people(self) -> list[str]:
        """Those who enter orders."""
        return [name for name, _full, role, _unit, _manager in PEOPLE if role in ("BRC", "SLS")]


def build_organisation(at: datetime) -> Organisation:
    """Make the company with one generated password for everybody."""
    system, raw = Actor.system(), generated_password()
    company = Company(
        name="示例商贸集团", phone="021-00000000", email="office@example.com", address="示例市示范路 1 号"
    )
    admin = first_start(
        company=company, user_name="admin001", full_name="管理员",
        password=prepare_password(raw, user_name="admin001"), actor=system, at=at,
    )  # fmt: skip
    units = {"HQ": int(admin.unit_id)}
    for code, name in BRANCHES:
        data = UnitData(code=code, name=name, type="branch", parent_id=units["HQ"])
        units[code] = create_unit(data=data, actor=system, at=at).pk
    people = {"admin001": int(admin.pk)}
    roles = _role_ids()
    password = prepare_password(raw, user_name="demo0001")
    for name, full, role, unit, manager in PEOPLE:
        data_of = UserData(full_name=full, unit_id=units[unit], manager_id=people.get(manager))
        people[name] = _add(name, data_of, roles[role], password, at)
    get_user_model()._default_manager.filter(pk__in=people.values()).update(
        must_change_password=False, profile_completed_at=at
    )
    _place_people(people, units)
    for team, kind, unit, members in TEAMS:
        group = GroupData(name=team, type=kind, unit_id=units[unit], leader_id=people[members[0]])
        made = create_group(data=group, actor=system, at=at)
        add_group_members(group_id=made.pk, user_ids=[people[name] for name in members], actor=system, at=at)
    return Organisation(units, people, raw)


def _add(name: str, data: UserData, role_id: int, password: PreparedPassword, at: datetime) -> int:
    user = add_user(user_name=name, data=data, password=password, role_ids=[role_id], actor=Actor.system(), at=at)
    return int(user.pk)


def _place_people(people: dict[str, int], units: dict[str, int]) -> None:
    """Everybody's office is the one of his unit: the set-up of an account asks for it, and theirs is done (ACC-016)."""
    names = {"HQ": "总部", **dict(BRANCHES)}
    staff = get_user_model()._default_manager.filter(pk__in=people.values())
    for code, unit_id in units.items():
        staff.filter(unit_id=unit_id).update(office_location=f"{names[code]}办公室")


def _role_ids() -> dict[str, int]:
    return {role_by_id(int(pk)).code: int(pk) for pk, _label in roles_to_choose()}
