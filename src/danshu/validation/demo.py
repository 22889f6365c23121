"""Invented rules of the demo company, which some of its data break, and what the review finds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.validation.models import Fault
from danshu.validation.operations.assign_fault import assign_fault
from danshu.validation.operations.define_rule import define_rule
from danshu.validation.operations.review_data import review_data
from danshu.validation.operations.switch_rule import switch_rule

CUSTOMER, CONTACT = "parties.customer", "parties.contact"
ASSIGNED = 3
RULES: tuple[tuple[str, bool, dict[str, Any]], ...] = (
    (
        CUSTOMER, True,
        {
            "name": "企业客户填写邮箱", "field": "email", "kind": "dependency", "when": "type", "when_values": ["enterprise"],
            "then": "required", "severity": "warn", "message": "请填写邮箱，电子发票和对账单发到这里",
            "message_en": "Please give an e-mail address for invoices and statements",
        },
    ),
    (
        CONTACT, True,
        {
            "name": "用即时通讯联系的填写账号", "field": "messenger", "kind": "dependency", "when": "preferred_channel",
            "when_values": ["messenger"], "then": "required", "severity": "warn",
            "message": "首选即时通讯的联系人，请填写账号", "message_en": "Please give the account of a contact who prefers messages",
        },
    ),
    (
        CUSTOMER, False,
        {
            "name": "简称不超过八个字", "field": "short_name", "kind": "range", "maximum": "8",
            "message": "简称最多八个字，单据抬头放得下", "message_en": "A short name has at most eight characters, to fit the papers",
        },
    ),
)  # fmt: skip


def build(*, actor: Actor, at: datetime) -> int:
    """Two rules that only warn and one that is still tried; returns how many faults the review finds."""
    for host, is_on, values in RULES:
        row = define_rule(host=host, values=values, actor=actor, at=at)
        if is_on:
            switch_rule(rule_id=row.pk, is_on=True, actor=actor, at=at)
    found = int(review_data(actor=actor, at=at)[0])
    for fault in Fault.objects.filter(responsible__isnull=False, rule__isnull=False).order_by("pk")[:ASSIGNED]:
        assign_fault(fault_id=fault.pk, assignee_id=fault.responsible_id or 0, actor=actor, at=at)
    return found
