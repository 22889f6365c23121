"""What somebody may have to review before it counts (CUS-006)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Deed(models.TextChoices):
    """What waits for a review."""

    ENTRY = "entry", _("新建客户")
    CHANGE = "change", _("修改资料")
    DELETION = "deletion", _("删除客户")
