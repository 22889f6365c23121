"""How modules name what stands in the trail; the registry itself lies in kit, so that low floors can use it too."""

from danshu.kit.trail import (
    ACTIONS,
    AUDITED,
    FIELDS,
    KINDS,
    action_label,
    action_labels,
    audited,
    field_label,
    field_labels,
    kind_label,
    sensitive,
    sensitive_operations,
    value_text,
)

__all__ = [
    "ACTIONS",
    "AUDITED",
    "FIELDS",
    "KINDS",
    "action_label",
    "action_labels",
    "audited",
    "field_label",
    "field_labels",
    "kind_label",
    "sensitive",
    "sensitive_operations",
    "value_text",
]
