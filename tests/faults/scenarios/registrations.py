"""Applications of employees, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta

from danshu.access.models import Role
from danshu.access.operations.decide_registration import approve_registration, refuse_registration
from danshu.identity.models import Registration
from danshu.identity.operations.register_staff import Application, note_registration_try, register_staff
from danshu.identity.rules.passwords import prepare_password
from danshu.parameters.operations.change_parameters import change_parameters
from tests.faults.crash import ACTOR, AT, Scenario, scenario


def _apply() -> Registration:
    password = prepare_password("river-stone-77", user_name="zhangsan")
    data = Application(full_name="示例张三", email="zhangsan@example.com")
    return register_staff(
        user_name="zhangsan", data=data, password=password, ip_address="127.0.0.1", actor=ACTOR, at=AT
    )


def _waiting() -> int:
    change_parameters(changes={"staff_self_registration": True}, actor=ACTOR, at=AT - timedelta(hours=1))
    return int(_apply().pk)


@scenario("identity.register_staff")
def _register() -> Scenario:
    change_parameters(changes={"staff_self_registration": True}, actor=ACTOR, at=AT - timedelta(hours=1))
    return _apply


@scenario("identity.note_registration_try", silent=True)
def _try() -> Scenario:
    return lambda: note_registration_try(ip_address="127.0.0.1", actor=ACTOR, at=AT)


@scenario("access.approve_registration")
def _approve() -> Scenario:
    """The account with its roles, the decision and the mail, or none of them."""
    waiting, role = _waiting(), Role.objects.get(code="SLS").pk
    return lambda: approve_registration(
        registration_id=waiting, unit_id=None, role_ids=[role], version=1, actor=ACTOR, at=AT
    )


@scenario("access.refuse_registration")
def _refuse() -> Scenario:
    waiting = _waiting()
    return lambda: refuse_registration(registration_id=waiting, reason="不是本公司员工", version=1, actor=ACTOR, at=AT)
