"""Who defines custom fields (SYS default rights: dictionaries and fields ADM, OPA)."""

from danshu.kit.permissions import permission

CONFIGURE = permission(
    "custom_fields.field.configure", "自定义字段", "Custom fields", level="configure", roles="ADM OPA"
)
