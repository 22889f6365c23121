"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.custom_fields.kinds import FieldKind
from danshu.kit.trail import audited, field_labels, kind_label

FIELD_LABELS = {
    "host": _("所属记录"), "label": _("标题"), "label_en": _("英文标题"), "code": _("代码"), "kind": _("类型"),
    "section": _("所在分组"), "help_text": _("填写说明"), "dictionary": _("基础资料"), "options": _("选项"),
    "is_required": _("必填"), "is_unique": _("值不能重复"), "is_searchable": _("可筛选"), "is_printed": _("打印在单据上"), "places": _("小数位数"),
    "minimum": _("最小值"), "maximum": _("最大值"), "max_length": _("最大长度"), "pattern": _("格式"),
    "default_value": _("默认值"), "view_roles": _("可查看的角色"), "edit_roles": _("可填写的角色"), "remark": _("备注"),
    "position": _("顺序号"), "is_on": _("启用开关"), "is_valid": _("有效"),
}  # fmt: skip
field_labels(
    "custom_fields.field", FIELD_LABELS, name=pgettext_lazy("模块", "自定义字段"),
    values={"kind": FieldKind, "host": lambda code: kind_label(str(code))},
)  # fmt: skip
audited("custom_fields.field", "custom_fields_fielddefinition")
