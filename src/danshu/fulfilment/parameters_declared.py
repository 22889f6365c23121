"""Parameters that shipping adds to the register."""

from danshu.parameters.registry import parameter

parameter(
    "packing_required", group="fulfilment", type="boolean", default="off",
    zh=("发货前必须打包", "打开后，发货单拣货打包完成才能确认"),
    en=("Packing before shipping", "When on, a shipping note can only be confirmed after packing"),
)  # fmt: skip
