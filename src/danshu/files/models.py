"""Attachments and notes of records that are known by kind and key only (COM-016)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a file is, by its content; the choices of the parameter attachment_types."""

    IMAGE = "image", _("图片")
    PDF = "pdf", _("PDF")
    EXCEL = "excel", _("Excel 表格")
    WORD = "word", _("Word 文档")
    TEXT = "text", _("纯文本")


class Scan(models.TextChoices):
    """What a virus scanner said; nothing infected ever gets a row."""

    NONE = "none", _("未查毒")
    CLEAN = "clean", _("查毒通过")


class Attachment(models.Model):
    """A file on a record. Its bytes lie in the store under `digest`, its small picture under `preview_digest`."""

    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    preview_digest = models.CharField(max_length=64, blank=True)
    preview_size = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    description = models.CharField(max_length=200, blank=True)
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.NONE)
    uploader = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    uploader_name = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id", "digest"], name="attachment_once"),
            models.CheckConstraint(condition=Q(size__gte=1), name="attachment_not_empty"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="attachment_digest"),
        ]
        indexes = [
            models.Index(fields=["digest"], name="attachment_bytes"),
            models.Index(fields=["preview_digest"], name="attachment_previews", condition=~Q(preview_digest="")),
        ]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """Something written on a record; never changed, gone only with a record that is deleted for good."""

    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    content = models.TextField()
    is_visible = models.BooleanField(default=False)
    author = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source_kind", "source_id", "-at"], name="note_of_record")]

    def __str__(self) -> str:
        return self.content[:50]
