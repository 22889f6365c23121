"""Words of the history of shipping notes."""

from django.utils.translation import gettext_lazy as _

from danshu.audit.labels import field_labels
from danshu.dictionaries.queries import label_of
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus

field_labels(
    "fulfilment.shipment",
    {
        "status": _("状态"), "pick_state": _("拣货"), "carrier_id": _("物流公司"), "tracking_number": _("运单号"),
        "boxes": _("箱数"), "weight_kg": _("重量（kg）"), "signed_by": _("签收人"), "evidence": _("签收凭据"),
        "shipper_name": _("发货人"), "confirmed_at": _("确认时间"), "handed_over_at": _("交运时间"),
        "signed_at": _("签收时间"), "reversed_at": _("冲销时间"),
    },
    name=_("发货单"),
    values={"status": ShipmentStatus, "pick_state": PickState, "carrier_id": label_of},
)  # fmt: skip
