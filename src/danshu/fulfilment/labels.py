"""Words of the history of shipping notes."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from danshu.audit.labels import audited, field_labels
from danshu.dictionaries.queries import label_of
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus, TrackingKind
from danshu.kit.jobs import event_labels
from danshu.kit.reasons import own_reasons, reason_text
from danshu.kit.records import record_pages
from danshu.kit.words import with_count

field_labels(
    "fulfilment.shipment",
    {
        "status": _("状态"), "pick_state": _("拣货"), "carrier_id": _("物流公司"), "tracking_number": _("运单号"),
        "boxes": _("箱数"), "weight_kg": _("重量（kg）"), "package_size": _("包装尺寸"), "signed_by": _("签收人"), "evidence": _("签收凭据"), "remark": _("备注"), "tracking": _("物流跟踪"), "deleted": _("删除"), "line.picked_quantity": _("已拣"),
        "shipper_name": _("发货人"), "confirmed_at": _("确认时间"), "handed_over_at": _("交运时间"),
        "signed_at": _("签收时间"), "print_count": _("打印次数"), "print_code": _("校验码"), "reversed_at": _("冲销时间"),
    },
    name=_("发货单"),
    values={"status": ShipmentStatus, "pick_state": PickState, "carrier_id": label_of,
            **dict.fromkeys(("signed_by", "evidence", "tracking"), reason_text)},
)  # fmt: skip

audited("fulfilment.shipment", "fulfilment_shipment")
event_labels({"fulfilment.ShipmentHandedOver": _("发货单已交运"), "fulfilment.ShipmentSigned": _("发货单已签收")})
record_pages({"fulfilment.shipment": "fulfilment:shipment"}, by_number=True)
own_reasons(
    with_count("发货满 %(days)s 天，系统自动确认", "days"), _("系统自动"), _("物流签收：%(told)s"), _("物流签收"), _("见附件 %(name)s"),
    *(kind.label for kind in TrackingKind), *(format_lazy("{} %(rest)s", kind.label) for kind in TrackingKind),
)  # fmt: skip
