"""Recording copies: called inside the operation that prints a document."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.clock import company_zone
from danshu.kit.context import current_context
from danshu.kit.refs import SourceRef
from danshu.printing.documents import Imprint, Letterhead, Sheet, clean, digest_of
from danshu.printing.models import PrintedDocument, PrintedImage

LANGUAGES = ("zh-hans", "en")


def record_copy(
    *, source: SourceRef, sheet: Sheet, letterhead: Letterhead, language: str, actor: Actor, at: datetime
) -> PrintedDocument:
    """Freeze the content of the next copy of a document and count it (FUL-005, DOC-004).

    The caller holds the lock of the document and writes the history. Nothing is typeset here: pages are made from
    this row whenever somebody wants to see them (`danshu.printing.rendering`). Raises RuntimeError outside of an
    operation, ValueError for an unknown language.
    """
    current_context()
    if language not in LANGUAGES:
        raise ValueError(f"documents are printed in {LANGUAGES}, not {language!r}")
    earlier = PrintedDocument.objects.filter(kind=source.kind, source_id=source.pk)
    copy = (earlier.order_by("-copy").values_list("copy", flat=True).first() or 0) + 1
    facts = sheet.facts()
    code = code_of(digest_of([source.kind, source.pk, copy, facts, at.isoformat(), actor.user_id]))
    with translation.override(language):
        imprint = imprint_of(copy, code, actor.name, at)
    logo = _keep_logo(letterhead.logo, at)
    content = {
        "facts": facts,
        "imprint": clean({"printed": imprint.printed, "code": imprint.code, "mark": imprint.mark,
                          "page_words": imprint.page_words}),
        "company": clean({"name": letterhead.name, "lines": letterhead.lines, "footer": letterhead.footer,
                          "logo": logo}),
        "language": language,
        "masks": sheet.masks(),
    }  # fmt: skip
    return PrintedDocument.objects.create(
        code=code, kind=source.kind, source_id=source.pk, label=sheet.number, copy=copy, language=language,
        content=content, digest=digest_of(content), facts_digest=digest_of(facts), printed_at=at,
        printed_by_id=actor.user_id, printed_by_name=actor.name,
    )  # fmt: skip


def imprint_of(copy: int, code: str, who: str, at: datetime) -> Imprint:
    """The small texts at the foot, in the active language."""
    moment = f"{at.astimezone(company_zone()):%Y-%m-%d %H:%M}"
    return Imprint(
        printed=_("打印：%(who)s %(moment)s　第 %(copy)s 次打印") % {"who": who, "moment": moment, "copy": copy},
        code=_("校验码 %(code)s") % {"code": code},
        page_words=imprint_words(),
        mark=_("补打 · 第 %(copy)s 份") % {"copy": copy} if copy > 1 else "",
    )


def imprint_words() -> tuple[str, str, str]:
    """The words before, between and after the numbers of page and pages, in the active language."""
    before, between, after = _("第 {page} 页 共 {pages} 页").replace("{pages}", "{page}").split("{page}")
    return before, between, after


def code_of(digest: str) -> str:
    """The first 48 bits of a digest, as people read them out: 7F31-90AC-0B2E."""
    short = digest[:12].upper()
    return f"{short[:4]}-{short[4:8]}-{short[8:]}"


def _keep_logo(logo: bytes | None, at: datetime) -> str:
    if not logo:
        return ""
    digest = hashlib.sha256(logo).hexdigest()
    if not PrintedImage.objects.filter(digest=digest).exists():
        PrintedImage.objects.bulk_create(
            [PrintedImage(digest=digest, content=logo, stored_at=at)], ignore_conflicts=True
        )
    return digest
