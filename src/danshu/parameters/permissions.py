"""Who may see and change parameters (SYS default rights)."""

from danshu.kit.permissions import permission

CONFIGURE = permission(
    "parameters.parameter.configure", "系统参数", "System parameters", level="configure", roles="ADM"
)
