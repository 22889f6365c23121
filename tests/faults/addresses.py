"""Addresses of pages with keys of real records: by the route, not written by hand for each page."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps

from tests.architecture.test_urls import Page, example

# the first part of a route whose key is not of the model that its list shows
MODELS = {
    "receipts/<str:number>/": "billing.Receipt.number",
    "refunds/<str:number>/": "billing.Refund.number",
    "shipments/<str:number>/": "fulfilment.Shipment.number",
    "order-changes/<str:number>/": "amendments.Amendment.number",
    "orders/review/<str:number>/": "sales.Order.number",
    "orders/<str:number>/": "sales.Order.number",
    "prices/<int:pk>/": "pricing.PriceRule.pk",
    "products/<int:item_id>/": "catalog.Item.pk",
    "products/categories/<int:pk>/": "catalog.Category.pk",
    "products/<int:pk>/": "catalog.Item.pk",
    "stock/moves/<int:pk>/": "inventory.StockMove.pk",
    "stock/adjustments/<str:number>/": "inventory.StockAdjustment.number",
    "stock/documents/new/<str:direction>/": "=in",
    "stock/documents/preview/<str:direction>/": "=in",
    "stock/documents/<str:number>/": "inventory.StockDocument.number",
    "stock/<int:pk>/": "inventory.StockBalance.pk",
    "warehouses/<int:pk>/": "inventory.Warehouse.pk",
    "stores/<int:pk>/": "stores.Store.pk",
    "communications/<int:pk>/": "activities.Communication.pk",
    "plans/settings/<int:pk>/": "activities.PlanSetting.pk",
    "plans/<int:pk>/": "activities.Plan.pk",
    "pool/customers/<int:pk>/": "pool.Release.customer_id",
    "pool/picks/<int:pk>/": "pool.PickRequest.pk",
    "pool/locks/<int:pk>/": "pool.Lock.pk",
    "customer-reviews/<int:pk>/": "vetting.Review.pk",
    "contact-groups/<int:pk>/": "segments.ContactGroup.pk",
    "segments/<int:pk>/": "segments.Segment.pk",
    "announcements/kept/<int:pk>/": "announcements.Announcement.pk",
    "announcements/<int:pk>/": "announcements.Reading.announcement_id",
    "customer-categories/<int:pk>/": "segments.CategoryPlace.category_id",
    "customer-levels/<int:pk>/": "segments.LevelRule.level_id",
    "tasks/<int:pk>/": "tasks.Task.pk",
    "reminders/<int:pk>/": "reminders.Reminder.pk",
    "customers/<int:pk>/": "parties.Customer.pk",
    "contacts/<int:pk>/": "parties.Contact.pk",
    "addresses/<int:pk>/": "parties.DeliveryAddress.pk",
    "finance/accounts/<int:pk>/": "ledger.Account.pk",
    "finance/journals/<int:pk>/": "ledger.Journal.pk",
    "settings/numbers/<str:code>/": "=sales.order",
    "settings/calendar/years/<int:year>/": "=2027",
    "settings/dictionaries/values/<int:pk>/": "dictionaries.Value.pk",
    "settings/dictionaries/<str:code>/": "=catalog.brand",
    "settings/company-images/<slug:name>/": "=logo",
    "settings/automation/<int:pk>/actions/new/<str:code>/": "automation.Rule.pk",
    "settings/automation/<int:pk>/": "automation.Rule.pk",
    "settings/cleanup/rules/<str:code>/": "=identity.sessions",
    "settings/rules/<int:pk>/": "validation.Rule.pk",
    "staff-registrations/<int:pk>/": "identity.Registration.pk",
    "currencies/<int:pk>/": "currencies.Currency.pk",
    "exchange-rates/<int:pk>/": "currencies.Rate.pk",
    "settings/rules/<str:kind>/": "=parties.customer",
    "data-review/<int:pk>/": "validation.Fault.pk",
    "settings/parameters/of/<slug:name>/": "=large_order_amount",
    "settings/parameters/changes/<int:pk>/": "parameters.ParameterSetting.pk",
    "settings/parameters/<slug:code>/": "=sales",
    "imports/new/<slug:kind>/": "=customers",
    "imports/template/<slug:kind>.xlsx": "=customers",
    "imports/<int:pk>/": "exchange.ImportBatch.pk",
    "exports/<int:pk>/": "exchange.ExportJob.pk",
    "logs/operations/<int:pk>/": "audit.AuditEntry.pk",
    "users/<int:pk>/": "identity.User.pk",
    "roles/<int:pk>/": "access.Role.pk",
    "groups/<int:pk>/": "access.UserGroup.pk",
    "organisation/assignments/<int:pk>/": "identity.StaffAssignment.pk",
    "organisation/<int:pk>/": "identity.Unit.pk",
    "messages/templates/<int:pk>/": "notices.MessageTemplate.pk",
    "messages/templates/<str:key>/": "=notices.by_mail:en",
    "messages/<int:pk>/": "notices.OutgoingMessage.pk",
    "recycle-bin/applications/<int:pk>/": "recycling.Application.pk",
    "recycle-bin/cleanup/rules/<int:pk>/": "recycling.CleanupRule.pk",
    "recycle-bin/cleanup/<int:pk>/": "recycling.CleanupRun.pk",
    "recycle-bin/<int:pk>/": "recycling.Entry.pk",
    "files/<int:pk>/": "files.Attachment.pk",
    "records/<str:kind>/": "=sales.order",
    "me/keys/<int:pk>/": "identity.ApiToken.pk",
}
PARAMETER = re.compile(r"<(?:\w+:)?\w+>")


def address_of(page: Page, *, last: bool = False) -> str:
    """The page's address for an existing record (the first, or the last one), or an address that merely fits."""
    route = page.route
    for beginning, origin in MODELS.items():
        if route.startswith(beginning):
            value = origin[1:] if origin.startswith("=") else _key(origin, last=last)
            if value is not None:
                route = PARAMETER.sub(lambda _found, value=value: str(value), route, count=1)
            break
    return "/" + example(route)


def _key(origin: str, *, last: bool) -> Any:
    label, _, attribute = origin.rpartition(".")
    rows = apps.get_model(label)._base_manager.order_by("-pk" if last else "pk")
    return rows.values_list(attribute, flat=True).first()
