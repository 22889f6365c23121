"""From a recorded copy to its PDF: in a process of its own, with limits, outside of every transaction.

Data reach the template as a JSON file, never as text of the template: no entry can become markup or read a file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from danshu.printing.barcodes import barcode_svg
from danshu.printing.documents import facts_for
from danshu.printing.errors import TypesettingFailed
from danshu.printing.fitting import fitted
from danshu.printing.fonts_of_documents import FOLDER as FONTS
from danshu.printing.models import PrintedDocument, PrintedImage

HERE = Path(__file__).resolve().parent
PROGRAM, TEMPLATE = HERE / "typesetting.py", HERE / "template" / "business.typ"
SECONDS = 20.0


def pdf_of(document: PrintedDocument, *, seen: Collection[str], seconds: float = SECONDS) -> bytes:
    """The pages of a copy for somebody who sees these kinds of contact data in full; the same bytes each time.

    Raises TypesettingFailed after `seconds`.

    Call it outside of operations: a slow document must not hold locks.
    """
    content = document.content | {"facts": facts_for(document.content, seen)}
    logo = _logo(content["company"]["logo"])
    try:
        return typeset(content, logo=logo, moment=int(document.printed_at.timestamp()), seconds=seconds)
    except subprocess.SubprocessError as error:
        raise TypesettingFailed(label=document.label, copy=document.copy) from error


def typeset(content: dict[str, Any], *, logo: bytes | None, moment: int, seconds: float = SECONDS) -> bytes:
    """Set some content on paper. moment: seconds since 1970, stands in the file's data. Raises SubprocessError."""
    with tempfile.TemporaryDirectory(prefix="danshu-print-") as name:
        folder = Path(name)
        (folder / "business.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "data.json").write_text(json.dumps(fitted(content), ensure_ascii=False), encoding="utf-8")
        if logo:
            (folder / "logo.png").write_bytes(logo)
        if svg := barcode_svg(content["facts"]["number"]):
            (folder / "barcode.svg").write_text(svg, encoding="utf-8")
        command = [
            sys.executable,
            "-I",
            str(PROGRAM),
            str(folder),
            str(FONTS),
            str(moment),
            str(bool(logo)),
            str(bool(svg)),
        ]
        done = subprocess.run(
            command, cwd=folder, env={"PATH": "/usr/bin:/bin", "TZ": "UTC"}, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=seconds, check=True,
        )  # fmt: skip
        return done.stdout


def _logo(digest: str) -> bytes | None:
    if not digest:
        return None
    content = PrintedImage.objects.filter(digest=digest).values_list("content", flat=True).first()
    return None if content is None else bytes(content)
