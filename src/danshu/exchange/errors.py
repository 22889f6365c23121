"""What this module refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danshu.exchange.refusals import REASONS
from danshu.kit.attempts import UPLOAD
from danshu.kit.errors import DomainError


class FileRefused(DomainError):
    """A file that cannot be read: names file, sheet, cell and remedy."""

    code, status = "file_refused", 422
    message = _("文件没有被接受")
    way_out = _("检查文件后再上传")
    attempt = UPLOAD

    def __init__(self, reason: str, *, file: str = "", sheet: str = "", cell: str = "", **facts: Any) -> None:
        self.reason, self.file, self.sheet, self.cell = reason, label_of_file(file), sheet, cell
        super().__init__(field="file", **facts)

    @property
    def place(self) -> str:
        """File, sheet and cell, as far as they are known."""
        parts = [f"“{self.file}”"] if self.file else []
        if self.sheet:
            parts.append(gettext("工作表“%(sheet)s”") % {"sheet": self.sheet})
        if self.cell:
            parts.append(gettext("单元格 %(cell)s") % {"cell": self.cell})
        return gettext("，").join(parts)

    @property
    def text(self) -> str:
        """Place and reason."""
        what = str(REASONS[self.reason][0]) % self.facts
        return gettext("%(place)s：%(what)s") % {"place": self.place, "what": what} if self.place else what

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return str(REASONS[self.reason][1]) % self.facts


def label_of_file(name: str) -> str:
    """The browser's file name as a label: no folders, no control characters, at most 120 characters."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in bare if c.isprintable()).strip() or "-"
    if len(clean) <= 120:
        return clean
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:100]}…{dot}{suffix}" if dot and len(suffix) <= 8 else f"{clean[:119]}…"
