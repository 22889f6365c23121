"""The fields of customers, contacts and addresses, declared once: forms, checks, interface, import and history read it.

A field's `label` is what people read everywhere; `attribute` is the name on the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.parties import dictionaries


class Kind(StrEnum):
    """How a value is understood."""

    TEXT = "text"
    NOTE = "note"
    PHONE = "phone"
    MOBILE = "mobile"
    EMAIL = "email"
    URL = "url"
    LICENCE = "licence"
    CHOICE = "choice"
    VALUE = "value"  # a value of a dictionary, by its key
    COUNTRY = "country"
    REGION = "region"  # an administrative division, by its code
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"
    BOOLEAN = "boolean"
    TAGS = "tags"
    CUSTOMER = "customer"  # another customer, by its key


class CustomerType(models.TextChoices):
    """Who the customer is in law."""

    ENTERPRISE = "enterprise", _("企业")
    INDIVIDUAL_BUSINESS = "individual_business", _("个体工商户")
    PERSON = "person", _("个人")


class Gender(models.TextChoices):
    """How to address a contact."""

    FEMALE = "female", _("女")
    MALE = "male", _("男")


class Language(models.TextChoices):
    """In which language the customer is written to."""

    CHINESE = "zh-hans", _("简体中文")
    ENGLISH = "en", _("英文")


class Channel(models.TextChoices):
    """How a contact likes to be reached."""

    MOBILE = "mobile", _("手机")
    PHONE = "phone", _("固定电话")
    EMAIL = "email", _("邮箱")
    MESSENGER = "messenger", _("即时通讯")
    VISIT = "visit", _("上门拜访")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyField:
    """One field. private: masked for people who are neither owner nor hold the right (PRV-1).

    identity: locked once the customer has approved orders (CUS-005). minimum and maximum are inclusive.
    """

    name: str
    label: Promise
    kind: Kind = Kind.TEXT
    max_length: int = 50
    required: bool = False
    dictionary: str = ""
    choices: type[models.TextChoices] | None = None
    default: Any = ""
    private: bool = False
    identity: bool = False
    minimum: int | None = None
    maximum: int | None = None

    @property
    def attribute(self) -> str:
        """The attribute of the model that stores it."""
        return f"{self.name}_id" if self.kind in (Kind.VALUE, Kind.CUSTOMER, Kind.REGION) else self.name

    @property
    def options(self) -> list[tuple[str, Any]]:
        """What can be chosen of a fixed list; empty for other kinds."""
        return [] if self.choices is None else list(self.choices.choices)

    @property
    def empty(self) -> Any:
        """What is stored when nothing was entered."""
        if self.kind in (Kind.VALUE, Kind.CUSTOMER, Kind.REGION, Kind.INTEGER, Kind.DATE, Kind.MOMENT):
            return None
        if self.kind is Kind.TAGS:
            return []
        return False if self.kind is Kind.BOOLEAN else self.default


def table(fields: Iterable[PartyField]) -> Mapping[str, PartyField]:
    """The fields by name, in the order in which they are shown."""
    return {field.name: field for field in fields}


def _consents() -> list[PartyField]:
    return [
        PartyField(name="consents_to_calls", label=_("同意电话联系"), kind=Kind.BOOLEAN),
        PartyField(name="consents_to_messages", label=_("同意短信联系"), kind=Kind.BOOLEAN),
        PartyField(name="consents_to_emails", label=_("同意邮件联系"), kind=Kind.BOOLEAN),
    ]


CUSTOMER_FIELDS = table([
    PartyField(name="name", label=_("客户名称"), required=True, identity=True),
    PartyField(name="short_name", label=_("简称"), max_length=30),
    PartyField(
        name="type", label=_("客户类型"), kind=Kind.CHOICE, choices=CustomerType, required=True,
        default=CustomerType.ENTERPRISE.value, identity=True,
    ),
    PartyField(name="licence_number", label=_("证照号码"), kind=Kind.LICENCE, max_length=30, identity=True),
    PartyField(name="legal_representative", label=_("法定代表人")),
    PartyField(name="industry", label=_("行业"), kind=Kind.VALUE, dictionary=dictionaries.INDUSTRY),
    PartyField(name="size", label=_("规模"), kind=Kind.VALUE, dictionary=dictionaries.SIZE),
    PartyField(name="website", label=_("网址"), kind=Kind.URL, max_length=200),
    PartyField(name="parent", label=_("上级客户"), kind=Kind.CUSTOMER),
    PartyField(name="external_code", label=_("外部编码"), max_length=60),
    PartyField(name="country", label=_("国家或地区"), kind=Kind.COUNTRY, max_length=2, required=True, default="CN"),
    PartyField(name="region", label=_("地区"), kind=Kind.REGION, max_length=9),
    PartyField(name="province", label=_("省份")),
    PartyField(name="city", label=_("城市")),
    PartyField(name="district", label=_("区县")),
    PartyField(name="street", label=_("详细地址"), max_length=200, private=True),
    PartyField(name="postal_code", label=_("邮政编码"), max_length=12),
    PartyField(name="registered_address", label=_("注册地址"), max_length=200),
    PartyField(name="phone", label=_("固定电话"), kind=Kind.PHONE, max_length=30, private=True),
    PartyField(name="mobile", label=_("手机"), kind=Kind.MOBILE, max_length=30, private=True),
    PartyField(name="fax", label=_("传真"), kind=Kind.PHONE, max_length=30, private=True),
    PartyField(name="email", label=_("邮箱"), kind=Kind.EMAIL, max_length=100, private=True),
    PartyField(name="payment_email", label=_("付款邮箱"), kind=Kind.EMAIL, max_length=100, private=True),
    PartyField(name="invoice_email", label=_("收票邮箱"), kind=Kind.EMAIL, max_length=100, private=True),
    PartyField(
        name="source", label=_("客户来源"), kind=Kind.VALUE, dictionary=dictionaries.SOURCE, required=True
    ),
    PartyField(name="referrer", label=_("介绍客户"), kind=Kind.CUSTOMER),
    PartyField(name="category", label=_("客户分类"), kind=Kind.VALUE, dictionary=dictionaries.CATEGORY),
    PartyField(name="level", label=_("客户级别"), kind=Kind.VALUE, dictionary=dictionaries.LEVEL),
    PartyField(name="intention", label=_("客户意向"), kind=Kind.VALUE, dictionary=dictionaries.INTENTION),
    PartyField(name="status", label=_("客户状态"), kind=Kind.VALUE, dictionary=dictionaries.STATUS),
    PartyField(name="stage", label=_("客户阶段"), kind=Kind.VALUE, dictionary=dictionaries.STAGE),
    PartyField(name="demand", label=_("需求"), kind=Kind.NOTE, max_length=500),
    PartyField(name="tags", label=_("标签"), kind=Kind.TAGS, max_length=20),
    PartyField(
        name="follow_up_days", label=_("跟踪频率（天）"), kind=Kind.INTEGER, minimum=1, maximum=3650
    ),
    PartyField(
        name="language", label=_("语言"), kind=Kind.CHOICE, choices=Language, default=Language.CHINESE.value
    ),
    PartyField(name="currency", label=_("币种"), max_length=3, default="CNY"),
    PartyField(name="member_number", label=_("会员号"), max_length=30),
    PartyField(name="price_level", label=_("价格级别"), kind=Kind.VALUE, dictionary=dictionaries.PRICE_LEVEL),
    PartyField(name="bank_name", label=_("开户银行"), max_length=100),
    PartyField(name="bank_account_name", label=_("账户名称"), max_length=100),
    PartyField(name="bank_account", label=_("银行账号"), max_length=40, private=True),
    *_consents(),
    PartyField(name="remark", label=_("备注"), kind=Kind.NOTE, max_length=500),
])  # fmt: skip

CONTACT_FIELDS = table([
    PartyField(name="name", label=_("姓名"), required=True),
    PartyField(name="position", label=_("职务")),
    PartyField(name="department", label=pgettext_lazy("联系人", "部门")),
    PartyField(name="gender", label=_("性别"), kind=Kind.CHOICE, choices=Gender),
    PartyField(name="birthday", label=_("生日"), kind=Kind.DATE),
    PartyField(name="mobile", label=_("手机"), kind=Kind.MOBILE, max_length=30, private=True),
    PartyField(name="phone", label=_("固定电话"), kind=Kind.PHONE, max_length=30, private=True),
    PartyField(name="fax", label=_("传真"), kind=Kind.PHONE, max_length=30, private=True),
    PartyField(name="email", label=_("邮箱"), kind=Kind.EMAIL, max_length=100, private=True),
    PartyField(name="messenger", label=_("即时通讯账号"), private=True),
    PartyField(name="address", label=_("地址"), max_length=200, private=True),
    PartyField(name="relation", label=_("关系类型"), kind=Kind.VALUE, dictionary=dictionaries.RELATION),
    PartyField(name="decision_role", label=_("决策角色"), kind=Kind.VALUE, dictionary=dictionaries.DECISION_ROLE),
    PartyField(name="preferred_channel", label=_("首选联系方式"), kind=Kind.CHOICE, choices=Channel),
    PartyField(name="is_primary", label=_("主要联系人"), kind=Kind.BOOLEAN),
    *_consents(),
    PartyField(name="remark", label=_("备注"), kind=Kind.NOTE, max_length=500),
])  # fmt: skip

ADDRESS_FIELDS = table([
    PartyField(name="recipient", label=_("收货人"), required=True),
    PartyField(name="phone", label=_("联系电话"), kind=Kind.PHONE, max_length=30, private=True),
    PartyField(name="country", label=_("国家或地区"), kind=Kind.COUNTRY, max_length=2, required=True, default="CN"),
    PartyField(name="region", label=_("地区"), kind=Kind.REGION, max_length=9),
    PartyField(name="province", label=_("省份")),
    PartyField(name="city", label=_("城市")),
    PartyField(name="district", label=_("区县")),
    PartyField(name="street", label=_("详细地址"), max_length=200, required=True, private=True),
    PartyField(name="postal_code", label=_("邮政编码"), max_length=12),
    PartyField(name="is_default", label=_("默认地址"), kind=Kind.BOOLEAN),
    PartyField(name="remark", label=_("备注"), kind=Kind.NOTE, max_length=500),
])  # fmt: skip

INVOICE_FIELDS = table([
    PartyField(name="title", label=_("发票抬头"), max_length=100),
    PartyField(name="tax_number", label=_("税号"), kind=Kind.LICENCE, max_length=30),
    PartyField(name="address", label=_("开票地址"), max_length=200),
    PartyField(name="phone", label=_("开票电话"), kind=Kind.PHONE, max_length=30),
    PartyField(name="bank", label=_("开户行"), max_length=100),
    PartyField(name="account", label=_("银行账号"), max_length=40, private=True),
])  # fmt: skip
