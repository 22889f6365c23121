"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import audited, field_labels

field_labels("parameters.parameter", {"effective_at": _("生效时间")}, name=_("系统参数"))
field_labels("parameters.image", {"digest": _("图片摘要")}, name=_("公司图片"))
audited("parameters.parameter", "parameters_parametersetting")
