"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import audited, field_labels

field_labels(
    "saved_views.view",
    {
        "label": _("名称"), "list_name": _("列表"), "audience": _("给谁用"), "role": _("岗位"), "query": _("筛选"),
        "columns": _("显示列"), "opens_first": _("先显示"),
    },
    name=_("列表视图"),
)  # fmt: skip
audited("saved_views.view", "saved_views_savedview")
