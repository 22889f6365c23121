"""What people record while an order is handled: notes, exceptions, overrides, supervisor decisions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danshu.sales.models.order import Order

NOTE_CHANNELS = {
    "phone": _("电话"), "email": _("邮件"), "wechat": _("微信"), "visit": _("当面"), "sms": _("短信"), "other": _("其他"),
}  # fmt: skip


class OrderNote(models.Model):
    """Something said to or by the customer, or an internal remark (ORD-030)."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("内部备注")
        CUSTOMER = "customer", _("客户沟通")

    order = models.ForeignKey(Order, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.INTERNAL)
    channel = models.CharField(max_length=20, blank=True)
    contact = models.CharField(max_length=50, blank=True)
    content = models.TextField()
    author = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    # the e-mail that carried it, when it was sent from here
    message = models.OneToOneField("notices.OutgoingMessage", models.PROTECT, null=True, related_name="+")


class OrderException(models.Model):
    """Something is wrong and must be solved before the order goes on (ORD-032)."""

    class Type(models.TextChoices):
        CUSTOMER_DATA = "customer_data", _("客户信息错误")
        UNAVAILABLE = "unavailable", _("产品或服务无法提供")
        AMOUNT = "amount", _("金额错误")
        PAYMENT = "payment", _("支付问题")
        DELIVERY = "delivery", _("配送问题")
        CUSTOMER_CHANGE = "customer_change", _("客户要求变更")
        OTHER = "other", _("其他")

    order = models.ForeignKey(Order, models.CASCADE, related_name="exceptions")
    type = models.CharField(max_length=20, choices=Type.choices)
    description = models.CharField(max_length=500)
    found_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    found_by_name = models.CharField(max_length=150)
    found_at = models.DateTimeField()
    contacted = models.CharField(max_length=500, blank=True)
    solution = models.CharField(max_length=500, blank=True)
    solved_at = models.DateTimeField(null=True)
    solved_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["order"], name="exception_open", condition=Q(solved_at__isnull=True))]


class FindingOverride(models.Model):
    """A blocking finding set aside, or a warning confirmed, by somebody with the right and a reason.

    text: what it said in the company's language; texts: the same by language.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="overrides")
    code = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    text = models.CharField(max_length=500)
    texts = models.JSONField(default=dict, db_default={})
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("order", "code", "digest", name="override_once")]

    @property
    def shown_text(self) -> str:
        """What the finding said, in the active language; rows from before that was kept show what they have."""
        return str(self.texts.get(get_language() or "", self.text))


class Supervision(models.Model):
    """The supervisor's decision on an order that met a condition (ORD-023)."""

    class State(models.TextChoices):
        PENDING = "pending", _("待主管审批")
        APPROVED = "approved", _("主管已同意")
        REFUSED = "refused", _("主管已拒绝")
        WITHDRAWN = "withdrawn", _("已撤回")

    order = models.ForeignKey(Order, models.CASCADE, related_name="supervisions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    conditions = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    supervisor = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    deputy = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("order", condition=Q(state="pending"), name="one_pending_supervision"),
        ]
        indexes = [models.Index(fields=["due_at"], name="supervision_due", condition=Q(state="pending"))]

    @property
    def deciders(self) -> list[int]:
        """Who may decide: the supervisor, his deputy, and whoever it was escalated to."""
        return [pk for pk in (self.supervisor_id, self.deputy_id, self.escalated_to_id) if pk is not None]
