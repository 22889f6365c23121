"""Operations on people, units, sessions and keys."""

from __future__ import annotations

from datetime import timedelta

from danshu.access.tests.factories import actor_of, staff
from danshu.identity.models import EmailChange, PasswordRecovery, Session, User
from danshu.identity.operations.assign_staff import assign_staff, end_assignment
from danshu.identity.operations.change_password import (
    change_password,
    issue_password_link,
    set_initial_password,
    use_password_link,
)
from danshu.identity.operations.create_api_token import create_api_token, issue_api_token, revoke_api_token
from danshu.identity.operations.create_user import UserData, create_user
from danshu.identity.operations.delete_user import delete_user
from danshu.identity.operations.disable_user import disable_user, enable_user
from danshu.identity.operations.edit_profile import (
    Profile,
    confirm_email,
    edit_profile,
    issue_email_code,
    set_preferences,
)
from danshu.identity.operations.edit_unit import UnitData, create_unit, delete_unit, edit_unit, invalidate_unit
from danshu.identity.operations.edit_user import edit_user
from danshu.identity.operations.end_session import (
    end_other_sessions,
    end_own_session,
    end_sessions_of_user,
    unlock_user,
)
from danshu.identity.operations.note_sign_in import (
    Attempt,
    note_failed_sign_in,
    note_refused_sign_in,
    note_sign_in,
    note_sign_out,
)
from danshu.identity.operations.recover_password import _hash as recovery_hash
from danshu.identity.operations.recover_password import check_recovery_code, recover_password, send_recovery_code
from danshu.identity.rules.passwords import PreparedPassword, prepare_password
from danshu.identity.secrets import digest
from danshu.identity.tests.factories import make_unit, make_user
from danshu.kit.actor import Actor
from tests.faults.crash import ACTOR, AT, Scenario, scenario

RAW = "mian4dui4da4hai3"


def _me() -> Actor:
    staff("ADM", "another1")
    return actor_of(staff("ADM", "myself01"))


def _password(user_name: str = "someone1") -> PreparedPassword:
    return prepare_password(RAW, user_name=user_name)


def _attempt(user: User) -> Attempt:
    return Attempt(user_name=user.user_name, user_id=user.pk, ip_address="192.0.2.1", device="test")


def _session(user_id: int, key: str) -> Session:
    return Session.objects.create(
        session_key=key, session_data="", expire_date=AT + timedelta(days=1), user_id=user_id, signed_in_at=AT
    )


# ---- people ---------------------------------------------------------------------------------------------------------
@scenario("identity.create_user")
def _create() -> Scenario:
    data, password = UserData(full_name="示例新人", unit_id=make_unit().pk), _password("newcomer")
    return lambda: create_user(user_name="newcomer", data=data, password=password, actor=ACTOR, at=AT)


@scenario("identity.edit_user")
def _edit() -> Scenario:
    user = make_user("someone1")
    return lambda: edit_user(
        user_id=user.pk, seen_version=user.version, data=UserData(full_name="改名"), actor=ACTOR, at=AT
    )


@scenario("identity.delete_user")
def _delete() -> Scenario:
    pk = make_user("someone1").pk
    return lambda: delete_user(user_id=pk, actor=ACTOR, at=AT)


@scenario("identity.disable_user")
def _disable() -> Scenario:
    staff("ADM", "another1")
    user = make_user("someone1")
    _session(user.pk, "s1")
    return lambda: disable_user(user_id=user.pk, reason="离职", actor=ACTOR, at=AT)


@scenario("identity.enable_user")
def _enable() -> Scenario:
    user = make_user("someone1", is_active=False)
    return lambda: enable_user(user_id=user.pk, actor=ACTOR, at=AT)


@scenario("identity.assign_staff")
def _assign() -> Scenario:
    user, unit = make_user("someone1", unit=make_unit()), make_unit()
    return lambda: assign_staff(user_id=user.pk, unit_id=unit.pk, is_main=True, actor=ACTOR, at=AT)


@scenario("identity.end_assignment")
def _end_assignment() -> Scenario:
    user, unit = make_user("someone1", unit=make_unit()), make_unit()
    made = assign_staff(user_id=user.pk, unit_id=unit.pk, is_main=False, actor=ACTOR, at=AT)
    return lambda: end_assignment(assignment_id=made.pk, actor=ACTOR, at=AT)


# ---- passwords ------------------------------------------------------------------------------------------------------
@scenario("identity.change_password")
def _change() -> Scenario:
    me, password = _me(), _password("myself01")
    return lambda: change_password(password=password, session_key=None, actor=me, at=AT)


@scenario("identity.set_initial_password")
def _initial() -> Scenario:
    pk, password = make_user("someone1").pk, _password()
    return lambda: set_initial_password(user_id=pk, password=password, actor=ACTOR, at=AT)


@scenario("identity.issue_password_link")
def _link() -> Scenario:
    pk = make_user("someone1").pk
    return lambda: issue_password_link(user_id=pk, actor=ACTOR, at=AT)


@scenario("identity.use_password_link")
def _use_link() -> Scenario:
    secret, password = issue_password_link(user_id=make_user("someone1").pk, actor=ACTOR, at=AT), _password()
    return lambda: use_password_link(secret=secret, password=password, actor=ACTOR, at=AT)


# ---- keys -----------------------------------------------------------------------------------------------------------
@scenario("identity.create_api_token")
def _token() -> Scenario:
    me = _me()
    return lambda: create_api_token(name="程序", scopes=[], days=30, actor=me, at=AT)


@scenario("identity.issue_api_token")
def _issue() -> Scenario:
    pk = make_user("someone1").pk
    return lambda: issue_api_token(user_id=pk, name="程序", scopes=[], days=30, actor=ACTOR, at=AT)


@scenario("identity.revoke_api_token")
def _revoke() -> Scenario:
    me = _me()
    create_api_token(name="程序", scopes=[], days=30, actor=me, at=AT)
    from danshu.identity.models import ApiToken

    pk = ApiToken.objects.get().pk
    return lambda: revoke_api_token(token_id=pk, actor=me, at=AT)


# ---- what people set for themselves -----------------------------------------------------------------------------------
def _profile(email: str) -> Profile:
    return Profile(
        full_name="新名", phone="13800000000", email=email, office_location="二楼", language="en",
        time_zone="Asia/Shanghai",
    )  # fmt: skip


@scenario("identity.edit_profile")
def _edit_profile() -> Scenario:
    me = _me()
    version = User.objects.get(pk=me.user_id).version
    return lambda: edit_profile(seen_version=version, profile=_profile("new@example.com"), actor=me, at=AT)


@scenario("identity.set_preferences")
def _preferences() -> Scenario:
    me = _me()
    return lambda: set_preferences(language="en", theme="dark", actor=me, at=AT)


@scenario("identity.issue_email_code", silent=True)
def _issue_code() -> Scenario:
    me = _me()
    edit_profile(seen_version=None, profile=_profile("new@example.com"), actor=me, at=AT)
    return lambda: issue_email_code(user_id=me.user_id or 0, actor=ACTOR, at=AT)


@scenario("identity.confirm_email")
def _confirm() -> Scenario:
    me = _me()
    EmailChange.objects.create(
        user_id=me.user_id, email="new@example.com", requested_at=AT, code_hash=digest(f"{me.user_id}:123456"),
        expires_at=AT + timedelta(minutes=5),
    )  # fmt: skip
    return lambda: confirm_email(code="123456", actor=me, at=AT)


# ---- units ----------------------------------------------------------------------------------------------------------
@scenario("identity.create_unit")
def _create_unit() -> Scenario:
    parent = make_unit().pk
    data = UnitData(code="NEW", name="新部门", type="department", parent_id=parent)
    return lambda: create_unit(data=data, actor=ACTOR, at=AT)


@scenario("identity.edit_unit")
def _edit_unit() -> Scenario:
    unit = make_unit()
    data = UnitData(code=unit.code, name="改名部", type=unit.type)
    return lambda: edit_unit(unit_id=unit.pk, seen_version=unit.version, data=data, actor=ACTOR, at=AT)


@scenario("identity.invalidate_unit")
def _invalidate_unit() -> Scenario:
    pk = make_unit().pk
    return lambda: invalidate_unit(unit_id=pk, reason="撤并", actor=ACTOR, at=AT)


@scenario("identity.delete_unit")
def _delete_unit() -> Scenario:
    pk = make_unit().pk
    return lambda: delete_unit(unit_id=pk, actor=ACTOR, at=AT)


# ---- sessions and sign-ins; the log of sign-ins is their trail --------------------------------------------------------
@scenario("identity.end_own_session")
def _end_own() -> Scenario:
    me = _me()
    _session(me.user_id or 0, "s1")
    return lambda: end_own_session(session_digest=digest("s1"), actor=me, at=AT)


@scenario("identity.end_other_sessions")
def _end_others() -> Scenario:
    me = _me()
    for key in ("s1", "s2"):
        _session(me.user_id or 0, key)
    return lambda: end_other_sessions(session_key="s1", actor=me, at=AT)


@scenario("identity.end_sessions_of_user")
def _end_all() -> Scenario:
    user = make_user("someone1")
    _session(user.pk, "s1")
    return lambda: end_sessions_of_user(user_id=user.pk, actor=ACTOR, at=AT)


@scenario("identity.unlock_user")
def _unlock() -> Scenario:
    user = make_user("someone1")
    note_failed_sign_in(attempt=_attempt(user), result="wrong_password", actor=ACTOR, at=AT)
    return lambda: unlock_user(user_id=user.pk, actor=ACTOR, at=AT)


@scenario("identity.note_sign_in", silent=True)
def _sign_in() -> Scenario:
    user = make_user("someone1")
    return lambda: note_sign_in(attempt=_attempt(user), device_secret="device", actor=ACTOR, at=AT)


@scenario("identity.note_failed_sign_in", silent=True)
def _failed() -> Scenario:
    user = make_user("someone1")
    return lambda: note_failed_sign_in(attempt=_attempt(user), result="wrong_password", actor=ACTOR, at=AT)


@scenario("identity.note_refused_sign_in", silent=True)
def _refused() -> Scenario:
    user = make_user("someone1")
    return lambda: note_refused_sign_in(attempt=_attempt(user), result="locked", actor=ACTOR, at=AT)


@scenario("identity.note_sign_out", silent=True)
def _sign_out() -> Scenario:
    me = _me()
    attempt = _attempt(User.objects.get(pk=me.user_id))
    return lambda: note_sign_out(attempt=attempt, actor=me, at=AT)


def _recovery() -> int:
    make_user("someone1", email="someone@example.com")
    return send_recovery_code(user_name="someone1", actor=ACTOR, at=AT)


def _code_of(pk: int) -> str:
    """A code that is known: the real one stands in the e-mail alone."""
    row = PasswordRecovery.objects.get(pk=pk)
    PasswordRecovery.objects.filter(pk=pk).update(code_hash=recovery_hash(row.name_hash, "123456"))
    return "123456"


@scenario("identity.send_recovery_code")
def _send_code() -> Scenario:
    make_user("someone1", email="someone@example.com")
    return lambda: send_recovery_code(user_name="someone1", actor=ACTOR, at=AT)


@scenario("identity.check_recovery_code", silent=True)
def _check_code() -> Scenario:
    pk = _recovery()
    code = _code_of(pk)
    return lambda: check_recovery_code(recovery_id=pk, code=code, actor=ACTOR, at=AT)


@scenario("identity.recover_password")
def _recover() -> Scenario:
    pk = _recovery()
    secret = check_recovery_code(recovery_id=pk, code=_code_of(pk), actor=ACTOR, at=AT)
    password = _password()
    return lambda: recover_password(secret=secret, password=password, actor=ACTOR, at=AT)
