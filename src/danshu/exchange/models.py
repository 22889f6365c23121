"""Files, batches with their staged rows, mappings to reuse, exports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.exchange.importing import Policy
from danshu.exchange.lifecycle import BATCH_LIFECYCLE, EXPORT_LIFECYCLE, BatchStatus, ExportStatus
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet


class FilePurpose(models.TextChoices):
    """Why a file is kept."""

    IMPORT = "import"
    EXPORT = "export"


class StoredFile(models.Model):
    """A file by its content: the bytes lie under their SHA-256, `label` is what the person called it (INV-F1)."""

    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    label = models.CharField(max_length=130)
    purpose = models.CharField(max_length=10, choices=FilePurpose.choices)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["digest"], name="exchange_file_digest"),
            models.Index(fields=["expires_at"], name="exchange_file_expiry", condition=models.Q(removed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="exchange_file_digest_full")
        ]

    def __str__(self) -> str:
        return self.label


class BatchPolicy(models.TextChoices):
    """What happens to rows whose record exists."""

    SKIP = Policy.SKIP.value, _("跳过")
    FILL = Policy.FILL.value, _("只补空白字段")
    UPDATE = Policy.UPDATE.value, _("用文件覆盖")


class ImportBatch(Versioned):
    """One sheet of one file on its way into one kind of record.

    sheets: what the file holds (index, name, hidden, rows, columns, refused, preview). mapping: {"columns": {field: column},
    "constants": {field: text}, "options": {name: text}}. styles: habits of the mapped columns. counts: rows and groups
    by result. totals: what the kind adds up. undo_preview: figures of the last trial of the undo.
    """

    kind = models.CharField(max_length=40)
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=150)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=130)
    file_kind = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20, blank=True)
    separator = models.CharField(max_length=2, blank=True)
    sheets = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(default=0)
    sheet_name = models.CharField(max_length=255, blank=True)
    heading_row = models.PositiveIntegerField(default=1)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    policy = models.CharField(max_length=10, choices=BatchPolicy.choices, default=BatchPolicy.SKIP)
    styles = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.UPLOADED)
    failure = models.TextField(blank=True)
    staged_as = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(default=0)
    blank_rows = models.PositiveIntegerField(default=0)
    repeated_headings = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    progress = models.PositiveIntegerField(default=0)
    stop_requested = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undo_preview = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-id", "kind"], name="exchange_batch_recent"),
            models.Index(fields=["owner", "-id"], name="exchange_batch_owner"),
            models.Index(fields=["unit", "-id"], name="exchange_batch_unit"),
        ]
        triggers = [BATCH_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return f"{self.file_name} #{self.pk}"


class RowState(models.TextChoices):
    """What became of one row."""

    NEW = "new"
    WRONG = "wrong"  # its own cells have errors
    BLOCKED = "blocked"  # another row of its group has
    READY = "ready"
    DONE = "done"
    REFUSED = "refused"  # by the real run
    UNDONE = "undone"
    KEPT = "kept"  # the undo left at least one record as it is


class StagedRow(models.Model):
    """One row of the sheet, from its upload to its undo. (batch, number) is the natural key of its effect.

    texts and kinds: the cells as in the file; fixes: what a person typed instead, by field. refs: records made or
    changed, with their before-image, kept on the first row of a group.
    """

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="staged")
    number = models.IntegerField()
    kinds = models.TextField()
    texts = models.JSONField()
    fixes = models.JSONField(null=True)
    group_no = models.IntegerField(null=True)
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.NEW, db_default=RowState.NEW)
    action = models.CharField(max_length=8, default="", db_default="")
    problems = models.JSONField(null=True)
    refs = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "group_no", "number"], name="exchange_row_next")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class SavedMapping(Versioned):
    """A mapping to reuse: field -> heading, constants, options, answers and policy, under a name."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=50)
    owner = models.ForeignKey("identity.User", models.CASCADE, null=True, related_name="+")
    is_shared = models.BooleanField(default=False)
    content = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "owner", "name", name="exchange_mapping_unique", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class ExportJob(Versioned):
    """An export on its way: who, what, which columns, for which purpose (SYS-010, PRV-2)."""

    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=150)
    columns = models.JSONField(default=list)
    params = models.JSONField(default=dict)
    format = models.CharField(max_length=4)
    purpose = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=ExportStatus.choices, default=ExportStatus.WAITING)
    rows = models.PositiveIntegerField(default=0)
    rows_expected = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="exports")
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="exchange_export_owner")]
        triggers = [EXPORT_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return f"{self.label} #{self.pk}"
