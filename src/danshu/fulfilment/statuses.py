"""How the states of a shipping note are shown."""

from django.utils.translation import gettext_lazy as _

from danshu.ui.statuses import Status, Statuses

SHIPMENT_STATUSES = Statuses({
    "draft": Status(_("草稿")),
    "confirmed": Status(_("已确认"), "info"),
    "in_delivery": Status(_("配送中"), "prog", "half"),
    "signed": Status(_("已签收"), "ok", "full"),
    "returned": Status(_("已退回"), "bad", "x"),
    "reversed": Status(_("已冲销"), "neutral", "x"),
})  # fmt: skip
PICK_STATUSES = Statuses({
    "to_pick": Status(_("待拣"), "warn"),
    "picking": Status(_("拣货中"), "prog", "half"),
    "picked": Status(_("已拣"), "info"),
    "packed": Status(_("已打包"), "ok", "full"),
})  # fmt: skip
