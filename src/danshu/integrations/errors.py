"""What this module refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class EndpointNameTaken(DomainError):
    """Two receivers would bear one name."""

    code, status = "endpoint_name_taken", 422
    message = _("已经有同名的接收方")
    way_out = _("换一个名称")


class DispatchNotFinished(DomainError):
    """Only what was sent or has failed is sent again."""

    code = "dispatch_not_finished"
    message = _("这条通知还在等待发送")
    way_out = _("等它发出，或先停用接收方")
