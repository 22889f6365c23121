"""The list of customers (CUS-007, COM-002)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.custom_fields.web.listing import custom_columns, custom_filters
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.parties import permissions as rights
from danshu.parties.fields import CUSTOMER_FIELDS
from danshu.parties.follow_up import FollowUp, shown_state, state_filter
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.owners import owner_label
from danshu.parties.queries import customer_list, matching
from danshu.parties.sharing import VIEW, shared, shared_by
from danshu.parties.web import shown
from danshu.parties.web.columns import columns, filters
from danshu.regions.queries import inside
from danshu.regions.web.filters import region_filter
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    BatchContext,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Filter,
    ListSpec,
    NumberRangeFilter,
    PickerFilter,
    RowAction,
    Tab,
    TextFilter,
)

VALIDITY = [("valid", _("有效")), ("invalid", pgettext_lazy("状态", "失效"))]
ON_SHOW = ("name", "type", "level", "status", "category", "source", "mobile", "city", "region")


def by_validity(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Valid or invalid records (COM-005)."""
    return rows.filter(is_valid=value == "valid")


LONGEST_IDLE = Decimal(36_500)  # days; longer than any house keeps customers, and every calendar knows the day


def _idle(rows: QuerySet[Any], ends: tuple[Decimal | None, Decimal | None]) -> QuerySet[Any]:
    """Days without contact between two numbers; a customer never contacted counts as idle for ever."""
    least, most = ends
    now = timezone.now()
    if most is not None:
        rows = rows.filter(last_contact_at__gt=now - timedelta(days=float(most) + 1))
    if least is not None:
        rows = rows.filter(Q(last_contact_at__lte=now - timedelta(days=float(least))) | Q(last_contact_at=None))
    return rows


def _mine(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(owner_id=actor.user_id)


def _shared_with_me(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(shared(actor, VIEW)).exclude(owner_id=actor.user_id)


def _shared_by_me(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(shared_by(actor))


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    return rows.filter(state_filter(state, timezone.now()))


def _overdue(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(state_filter(FollowUp.OVERDUE, timezone.now()), is_valid=True)


def _this_month(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return rows.filter(created_at__gte=first)


def _on_its_page(customer: Any, context: BatchContext) -> object:
    """The change of owner has a page of its own, which asks for the person."""
    raise NotImplementedError


def _acts(actor: Actor) -> list[Action]:
    acts = []
    if actor.can(rights.CREATE_CUSTOMERS):
        new = reverse("parties:customer_new")
        acts.append(Action(label=_("新建客户"), url=new, tone="primary", icon="plus", key="N"))
    if actor.can(rights.DELETE_CUSTOMERS):
        acts.append(
            Action(
                label=_("回收站"), url=f"{reverse('recycling:bin')}?kind=parties.customer", icon="trash", tone="quiet"
            )
        )
    if actor.can(rights.MERGE_CUSTOMERS):
        acts.append(
            Action(label=_("疑似重复客户"), url=reverse("parties:suspects"), icon="copy", tone="quiet", menu=True)
        )
    if actor.can(rights.CONFIGURE_FOLLOW_UP):
        acts.append(
            Action(label=_("跟踪频率"), url=reverse("parties:frequencies"), icon="refresh", tone="quiet", menu=True)
        )
    return acts


def _other(names: tuple[str, ...]) -> list[Any]:
    return [field for field in CUSTOMER_FIELDS.values() if field.name not in names]


BATCH: list[BatchAction] = [
    BatchAction(
        key="owner", label=_("变更负责人"), permission=rights.CHANGE_OWNER, icon="user-share",
        page="parties:customers_owner", done=with_count("已变更 %(count)s 家客户的负责人"), run=_on_its_page,
    ),
    BatchAction(
        key="classify", label=_("调整分类与级别"), permission=rights.EDIT_CUSTOMERS, icon="sitemap",
        page="parties:customers_classify", done=with_count("已调整 %(count)s 家客户"), run=_on_its_page,
    ),
    BatchAction(
        key="invalidate", label=_("失效"), permission=rights.INVALIDATE_CUSTOMERS, icon="ban", danger=True,
        confirm=with_count("使 %(count)s 家客户失效？"), effect=_("不再能用于新单据，已有单据不受影响；失效后不能恢复为有效"),
        keep=_("保留客户"), reason="required", done=with_count("已失效 %(count)s 家"),
        run=lambda customer, c: invalidate_customer.keyed(c.key(customer))(
            customer_id=customer.pk, reason=c.reason, actor=c.actor, at=c.at
        ),
    ),
    BatchAction(
        key="delete", label=_("删除"), permission=rights.DELETE_CUSTOMERS, icon="trash", danger=True,
        confirm=with_count("删除 %(count)s 家客户？"), effect=_("进入回收站，期限内可以恢复；有订单等记录的客户不会被删除"),
        keep=_("保留客户"), reason="required", done=with_count("已删除 %(count)s 家"),
        run=lambda customer, c: delete_customer.keyed(c.key(customer))(
            customer_id=customer.pk, reason=c.reason, actor=c.actor, at=c.at
        ),
    ),
]  # fmt: skip


def offer_batch(action: BatchAction) -> None:
    """Add something that an upper module does with several customers; call it from a declaring file."""
    BATCH.insert(-1, action)


FILTERS: list[Filter] = [
    TextFilter(key="keyword_name", label=_("客户名称"), path="name", tokens="search_tokens"),
    TextFilter(key="number", label=_("编号"), tokens="search_tokens"),
    PickerFilter(
        key="owner", label=pgettext_lazy("客户", "负责人"), path="owner_id", url=lambda: reverse("parties:owner_options"),
        label_of=lambda actor, key: owner_label(key), permission=rights.CHANGE_OWNER,
    ),
    ChoiceFilter(key="review", label=_("客户审核"), choices=list(shown.REVIEWS.items()), path="awaits_review"),
    ChoiceFilter(key="follow_up", label=_("跟进"), choices=FollowUp.choices, apply=_in_state),
    DateRangeFilter(key="next_contact", label=_("下次联系"), path="next_contact_at", moments=True),
    NumberRangeFilter(key="idle", label=_("未联系天数"), unit=_("天"), apply=_idle, least=Decimal(0), most=LONGEST_IDLE),
    DateRangeFilter(key="created", label=_("建档日期"), path="created_at", moments=True),
    DateRangeFilter(key="contacted", label=_("最近联系"), path="last_contact_at", moments=True),
    ChoiceFilter(key="valid", label=_("失效否"), choices=VALIDITY, default="valid", apply=by_validity),
    region_filter(_("地区"), inside, path="region", common=True),
    *filters(_other(("name", "region"))),
]  # fmt: skip


def offer_filter(filter_: Filter) -> None:
    """Add a question that an upper module answers about customers; call it from a declaring file."""
    FILTERS.append(filter_)


CUSTOMERS = ListSpec(
    name="parties.customers",
    title=pgettext_lazy("列表", "客户"),
    noun=counter_word("customers", "家"),
    section=pgettext_lazy("列表", "客户"),
    url_name="parties:customer_list",
    permission=rights.VIEW_CUSTOMERS,
    rows=customer_list,
    label_of=str,
    sort="-pk",
    search=matching,
    search_hint=_("名称、编号、拼音、联系人、完整电话"),
    columns=[
        Column(key="number", label=_("编号"), kind="link", url=shown.customer_url, sort="number", card="number"),
        Column(
            key="name", label=_("客户名称"), kind="link", url=shown.customer_url, sort="sort_key", card="title",
            tag=shown.tag_of,
        ),
        Column(key="status", label=_("客户状态"), kind="status", value=shown.status_of, main=True, card="status"),
        Column(key="primary_name", label=_("联系人"), card="left"),
        Column(key="shown_mobile", label=_("手机"), card="middle"),
        Column(key="region", label=_("地区"), value=shown.region, sort="province", tone="soft"),
        Column(key="category", label=_("客户分类"), value=lambda c: shown.label(c.category), tone="soft"),
        Column(key="source", label=_("客户来源"), value=lambda c: shown.label(c.source), tone="soft", hidden=True),
        Column(key="owner", label=pgettext_lazy("客户", "负责人"), value=lambda c: c.owner_name),
        Column(key="unit", label=_("部门"), value=lambda c: c.unit_name, tone="soft", hidden=True),
        Column(
            key="last_contact_at", label=_("最近联系"), kind="date", sort="last_contact_at", nullable=True, tone="soft",
            card="date",
        ),
        Column(key="follow_up", label=_("跟进"), kind="status", value=lambda c: shown_state(c.contact_due_at, timezone.now()), sort="contact_due_at", nullable=True),
        Column(key="next_contact_at", label=_("下次联系"), kind="datetime", sort="next_contact_at", nullable=True, hidden=True),
        Column(key="created_at", label=_("建档时间"), kind="datetime", sort="created_at", tone="soft"),
        Column(
            key="credit_limit", label=_("信用额度"), kind="money", currency=lambda c: str(c.currency),
            sort="credit_limit", permission=rights.SEE_CREDIT, hidden=True,
        ),
        Column(key="level", label=_("客户级别"), value=lambda c: shown.label(c.level), hidden=True),
        Column(key="review", label=_("客户审核"), value=lambda c: shown.review_of(c) or None, hidden=True),
        Column(key="division", label=_("行政区划"), value=shown.division, hidden=True),
        Column(key="division_code", label=_("行政区划代码"), value=lambda c: c.region_id or "", hidden=True),
        *columns(_other((*ON_SHOW, "name", "level"))),
        Column(key="type", label=_("客户类型"), value=lambda c: c.get_type_display(), sort="type", hidden=True),
        Column(key="city", label=_("城市"), sort="city", hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部客户")),
        Tab(key="mine", label=_("我负责的"), where=_mine),
        Tab(key="overdue", label=_("超期未跟进"), where=_overdue, hot=True),
        Tab(key="shared", label=_("共享给我的"), where=_shared_with_me, counted=False),
        Tab(key="sharing", label=_("我共享出去的"), where=_shared_by_me, counted=False),
        Tab(key="new", label=_("本月新增"), where=_this_month),
    ],
    filters=FILTERS,
    batch=BATCH,
    row_actions=[
        RowAction(
            label=_("修改"), icon="pencil", permission=rights.EDIT_CUSTOMERS,
            url=lambda c: reverse("parties:customer_edit", args=[c.pk]) if c.is_valid else "",
        ),
    ],
    acts=_acts,
    export=rights.EXPORT_CUSTOMERS,
    more_columns=custom_columns("parties.customer", sees=shown.sees_contact_data),
    more_filters=custom_filters("parties.customer"),
    row_class=lambda customer: "" if customer.is_valid else "void",
    empty_title=_("还没有客户"),
    empty_text=_("新建第一家客户，或从表格导入"),
)  # fmt: skip
