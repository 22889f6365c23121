"""What floors need from each other and only the entry may connect."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from danshu.access.module_names import module_name
from danshu.access.queries import people_with
from danshu.audit.queries import history
from danshu.entry.messages_declared import APPROVED, RECOVERY, REFUSED
from danshu.identity.events import (
    CompanyConfigured,
    NewDeviceUsed,
    PasswordChanged,
    RegistrationDecided,
    StaffRegistered,
    UserLocked,
)
from danshu.identity.operations.edit_profile import set_preferences
from danshu.identity.operations.recover_password import send_codes_with
from danshu.identity.permissions import USER_CREATE
from danshu.identity.policy import read_with
from danshu.identity.scopes import name_modules_with
from danshu.kit import history as record_history
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.events import consequence
from danshu.kit.refs import SourceRef
from danshu.notices.composing import composed
from danshu.notices.mailing import SECRET_MARK
from danshu.notices.operations.hold_messages import hold_messages
from danshu.notices.operations.notify import notify
from danshu.notices.operations.queue_message import queue_message
from danshu.parameters.events import ParametersChanged
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parameters.queries import value, values
from danshu.ui.ports import PORTS


def store_preference(actor: Actor, name: str, value: str) -> None:
    """Keep language and colours with the person, so that they are the same on his other devices (ACC-017)."""
    if name in ("language", "theme"):
        set_preferences(**{name: value}, actor=actor, at=now())


@consequence(CompanyConfigured)
def take_company_over(event: CompanyConfigured, *, actor: Actor, at: datetime) -> None:
    """What was entered at the first start becomes the company's parameters (ACC-001)."""
    entered = {
        "company_name": event.company_name,
        "company_phone": event.phone,
        "company_email": event.email,
        "company_address": event.address,
        "company_timezone": event.time_zone,
        "base_currency": event.currency,
        "default_language": event.language,
    }
    change_parameters.within(changes=entered, actor=actor, at=at)


@consequence(UserLocked)
def tell_of_lock(event: UserLocked, *, actor: Actor, at: datetime) -> None:
    """The owner of a locked account finds a notice when he is in again (ACC-012)."""
    _tell(event.user_id, "identity.locked", _("登录失败次数太多，账号曾被暂时锁定；不是你本人时尽快修改密码"), at=at)


@consequence(NewDeviceUsed)
def tell_of_new_device(event: NewDeviceUsed, *, actor: Actor, at: datetime) -> None:
    """Somebody used an account on a device it did not know (ACC-012)."""
    _tell(event.user_id, "identity.new_device", _("账号在一台新设备上登录；不是你本人时结束该会话并修改密码"), at=at)


@consequence(PasswordChanged)
def tell_of_password(event: PasswordChanged, *, actor: Actor, at: datetime) -> None:
    """A changed password is told to its owner (V6)."""
    _tell(event.user_id, "identity.password_changed", _("密码已修改；不是你本人时联系系统管理员"), at=at)


def send_recovery_code(user_id: int, address: str, name: str, language: str, code: str, at: datetime) -> None:
    """The code by which somebody proves that an address is his; it stands in the e-mail alone (ACC-013)."""
    words = composed(RECOVERY, {"name": name, "code": SECRET_MARK}, language)
    queue_message.within(
        address=address, subject=words.subject, body=words.body, source=SourceRef("identity.user", user_id), label=name,
        recipient=name, language=language, secret=code, actor=Actor.system(), at=at,
    )  # fmt: skip


@consequence(StaffRegistered)
def tell_administrators(event: StaffRegistered, *, actor: Actor, at: datetime) -> None:
    """Whoever adds users finds the application that waits for him (ACC-006)."""
    label = event.label
    notify(
        people_with(USER_CREATE), kind="identity.registered", url=reverse("access:registration", args=[event.aggregate.pk]),
        text=lambda: __("%(label)s 申请员工账号，等待审批") % {"label": label}, at=at,
    )  # fmt: skip


@consequence(RegistrationDecided)
def tell_applicant(event: RegistrationDecided, *, actor: Actor, at: datetime) -> None:
    """The applicant learns by e-mail what was decided, and why he was refused (ACC-006)."""
    facts = {"name": event.full_name, "user_name": event.user_name, "reason": event.reason}
    words = composed(APPROVED if event.state == "approved" else REFUSED, facts, event.language)
    queue_message.within(
        address=event.email, subject=words.subject, body=words.body, source=event.aggregate, label=event.full_name,
        recipient=event.full_name, language=event.language, actor=Actor.system(), at=at,
    )  # fmt: skip


@consequence(ParametersChanged)
def hold_what_waits(event: ParametersChanged, *, actor: Actor, at: datetime) -> None:
    """Switching the test mode on holds every message that waits, in the same transaction (SYS-033)."""
    if "message_test_mode" in event.names and value("message_test_mode"):
        hold_messages.within(actor=actor, at=at)


def _tell(user_id: int, kind: str, text: Any, *, at: datetime) -> None:
    notify([user_id], kind=kind, text=text, url=reverse("identity:sign_ins"), at=at)


read_with(values)
name_modules_with(module_name)
record_history.read_with(history)
PORTS.store_preference = store_preference
send_codes_with(send_recovery_code)
