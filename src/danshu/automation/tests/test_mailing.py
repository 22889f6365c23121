"""The action that sends an e-mail, and how long a run takes (SYS-029, SYS-033)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from danshu.automation import delivering
from danshu.automation.models import Run
from danshu.automation.operations.set_actions import set_actions
from danshu.automation.tests.factories import (
    LATER,
    NOON,
    SYSTEM,
    make_customer,
    make_rule,
    outcomes,
    person,
    task_for,
    team_of,
    work,
)
from danshu.identity.models import User
from danshu.kit.errors import FieldErrors
from danshu.notices.mailing import body_of
from danshu.notices.models import OutgoingMessage
from danshu.notices.operations.edit_template import edit_template

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-029", "SYS-033")]


def mail(**settings: Any) -> dict[str, Any]:
    return {"code": "notices.mail", "subject": "新客户 {记录}", "text": "请跟进 {记录}", **settings}


def letters() -> list[tuple[str, str, str]]:
    return list(OutgoingMessage.objects.order_by("pk").values_list("address", "recipient", "language"))


def test_a_new_customer_is_written_about_to_whom_the_rule_names_each_in_his_language() -> None:
    first, second, third = (person("SLS", name=f"示例{name}") for name in "甲乙丙")
    for actor, email, language in (
        (first, "a@example.com", "zh-hans"),
        (second, "b@example.com", "en"),
        (third, "", "en"),
    ):
        User.objects.filter(pk=actor.user_id).update(email=email, language=language)
    team = team_of(first, second, third)
    make_rule(actions=[mail(who="team", team=str(team)), mail(who="person", person=first.user_id)])
    customer = make_customer(person("OPA"), name="示例青禾")

    assert (work(), work()) == (1, 0)

    label = f"{customer.number} 示例青禾"
    assert letters() == [
        ("a@example.com", "示例甲", "zh-hans"), ("b@example.com", "示例乙", "en"), ("a@example.com", "示例甲", "zh-hans"),
    ]  # fmt: skip
    message = OutgoingMessage.objects.order_by("pk")[0]
    assert (message.subject, message.source_kind, message.source_id) == (
        f"新客户 {label}",
        "parties.customer",
        customer.pk,
    )
    assert body_of(message).startswith(f"示例甲，您好：\n\n请跟进 {label}\n\n")
    assert body_of(OutgoingMessage.objects.order_by("pk")[1]).startswith("Dear 示例乙")
    assert outcomes() == [("done", "邮件发给 示例甲、示例乙；邮件发给 示例甲")]


def test_the_customer_is_written_to_with_the_words_of_the_template() -> None:
    make_rule(actions=[mail(who="outside", subject="欢迎", text="谢谢您")])
    edit_template(
        letter="automation.mail", language="en", subject="{subject} - {company}", body="{text}", version=0, actor=SYSTEM,
        at=NOON,
    )  # fmt: skip
    make_customer(person("OPA"), name="Example Ltd", email="buyer@example.com", language="en")

    work()

    assert letters() == [("buyer@example.com", "Example Ltd", "en")]
    message = OutgoingMessage.objects.get()
    assert (message.subject.startswith("欢迎 - "), body_of(message)) == (True, "谢谢您")


def test_without_an_address_nothing_of_the_run_stays_and_the_log_says_why() -> None:
    seller = person("SLS")
    make_rule(actions=[task_for(seller.user_id), mail(who="outside")])
    make_customer(person("OPA"), email="")

    work()

    status, text = outcomes()[0]
    assert (status, "找不到邮箱地址" in text, letters()) == ("refused", True, [])


def test_what_is_wrong_with_the_action_stands_beside_its_field() -> None:
    rule = make_rule(event="sales.OrderApproved", is_on=False)

    for given, fields in (
        (mail(who="nobody"), {"who"}),
        (mail(who="person", person=999_999, subject="", text="x" * 801), {"person", "subject", "text"}),
    ):
        with pytest.raises(FieldErrors) as told:
            set_actions(rule_id=rule.pk, actions=[given], actor=SYSTEM, at=NOON)
        assert {problem.field for problem in told.value.problems} == fields
    rule.refresh_from_db()
    assert rule.actions == []


def test_each_run_begins_at_its_own_moment_so_that_a_long_job_gives_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    seller, begun = person("SLS"), []
    make_rule(actions=[task_for(seller.user_id)])
    for _number in range(2):
        make_customer(person("OPA"))
    carry_out = delivering.carry_out_run

    def observed(*, run_id: int, actor: Any, at: Any) -> Any:
        begun.append(Run.objects.get(pk=run_id).begun_at)
        return carry_out(run_id=run_id, actor=actor, at=at)

    monkeypatch.setattr(delivering, "carry_out_run", observed)
    moments = iter(LATER + timedelta(minutes=2 * number) for number in range(9))

    assert delivering.run_due(clock=lambda: next(moments)) == 2

    own = [LATER, LATER + timedelta(minutes=2)]
    assert begun == own
    assert list(Run.objects.order_by("pk").values_list("ended_at", flat=True)) == own
