"""Find the texts of a module that people read, and keep its English translation file complete.

Source texts are Chinese. Python is read by Babel; templates by a few expressions, since a whole template parser is not
needed for `{% translate "…" %}`, `{% blocktranslate %}…{% endblocktranslate %}` and `_("…")` inside tags.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = "en"
SKIPPED = {"tests", "migrations", "static", "locale", "__pycache__"}
KEYWORDS: dict[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "with_count": (1, 1),
    "counter_word": ((1, "c"), 2, 2),
}
Key = tuple[str | tuple[str, ...], str | None]  # text (or singular and plural), context

STRING = r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
TRANSLATE = re.compile(rf"{{%-?\s*trans(?:late)?\s+{STRING}([^%]*)%}}")
INLINE = re.compile(rf"(?<![\w.])_\(\s*{STRING}\s*\)")
BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b([^%]*)%}(.*?)(?:{%\s*plural\s*%}(.*?))?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL
)
CONTEXT = re.compile(rf"\bcontext\s+{STRING}")
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}", re.DOTALL)


def modules() -> list[str]:
    """Names of the modules that may carry texts."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def sources(module: str) -> Iterator[Path]:
    """Python files and templates of a module."""
    for path in sorted((PACKAGE / module).rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and not SKIPPED & set(path.relative_to(PACKAGE).parts):
            yield path


def texts(module: str) -> dict[Key, list[tuple[str, int]]]:
    """Each text of a module with the places (file, line) where it stands."""
    found: dict[Key, list[tuple[str, int]]] = {}
    for path in sources(module):
        name = path.relative_to(PACKAGE.parent.parent).as_posix()
        source = path.read_text(encoding="utf-8")
        for line, key in _python(source) if path.suffix == ".py" else template_texts(source):
            found.setdefault(key, []).append((name, line))
    return found


def _python(source: str) -> Iterator[tuple[int, Key]]:
    for line, text, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        if text:
            yield line, (text, context)


def template_texts(source: str) -> Iterator[tuple[int, Key]]:
    """Yield (line, text) for each marked text of a template."""
    source = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), source)
    for match in TRANSLATE.finditer(source):
        yield _line(source, match), (_string(match[1], match[2]), _context(match[3]))
    for tag in TAG.finditer(source):
        for match in INLINE.finditer(tag[0]):
            yield _line(source, tag), (_string(match[1], match[2]), None)
    for match in BLOCK.finditer(source):
        trimmed = "trimmed" in match[1].split()
        forms = tuple(_block(part, trimmed) for part in (match[2], match[3]) if part is not None)
        yield _line(source, match), (forms if len(forms) > 1 else forms[0], _context(match[1]))


def _line(source: str, match: re.Match[str]) -> int:
    return source.count("\n", 0, match.start()) + 1


def _string(double: str | None, single: str | None) -> str:
    text = double if double is not None else single or ""
    return text.replace('\\"', '"').replace("\\'", "'").replace("%", "%%")


def _context(options: str) -> str | None:
    match = CONTEXT.search(options)
    return _string(match[1], match[2]) if match else None


def _block(body: str, trimmed: bool) -> str:
    text = body.replace("%", "%%")
    text = re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", text)
    return " ".join(line.strip() for line in text.splitlines() if line.strip()) if trimmed else text


def catalogue_path(module: str) -> Path:
    """Where the module's English texts are."""
    return PACKAGE / module / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def read(module: str) -> Catalog:
    """The module's English texts; empty when there is no file."""
    path = catalogue_path(module)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALE)


def update(module: str) -> tuple[int, int]:
    """Add new texts (without translation) and drop unused ones; return (texts, texts without translation)."""
    known, found = read(module), texts(module)
    if not found:
        return 0, 0
    epoch = datetime(2000, 1, 1, tzinfo=UTC)  # a date of its own would change the file at each run
    fresh = Catalog(locale=LOCALE, project="danshu", creation_date=epoch, revision_date=epoch, fuzzy=False,
                    header_comment=f"# English texts of danshu.{module}")  # fmt: skip
    missing = 0
    for (text, context), places in found.items():
        old = known.get(text if isinstance(text, str) else text[0], context)
        translation = _shaped(old.string, text) if old is not None else None
        files = sorted({(name, 0) for name, _ in places})
        fresh.add(text, translation, locations=files, context=context)
        missing += not _complete(translation)
    path = catalogue_path(module)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, fresh, width=110, sort_output=True, include_lineno=False)
    return len(found), missing


def _shaped(translation: object, text: str | tuple[str, ...]) -> Any:
    """A known translation for a text that got forms for one and many, or lost them: what fits is kept."""
    if isinstance(text, tuple) == isinstance(translation, (tuple, list)):
        return translation
    return ("", translation) if isinstance(text, tuple) else translation[-1]  # type: ignore[index]


def _complete(translation: object) -> bool:
    if isinstance(translation, (tuple, list)):
        return bool(translation) and all(translation)
    return bool(translation)


def problems(module: str) -> list[str]:
    """What keeps the module's English texts from being complete; empty when all is well."""
    known, found = read(module), texts(module)
    result = []
    for (text, context), places in found.items():
        name = text if isinstance(text, str) else text[0]
        entry = known.get(name, context)
        if entry is None or not _complete(entry.string):
            result.append(f"{places[0][0]}:{places[0][1]}: no English for {name!r}")
        elif entry.fuzzy:
            result.append(f"{places[0][0]}:{places[0][1]}: English for {name!r} is marked as a guess")
        else:
            result += [f"{module}: {name!r}: {error}" for error in entry.check(known)]
    return result


def bare_chinese(path: Path) -> list[str]:
    """Lines of a template with Chinese that nobody can translate."""
    source = COMMENT.sub("", path.read_text(encoding="utf-8"))
    rest = TAG.sub("", BLOCK.sub("", source))
    return [line.strip() for line in rest.splitlines() if re.search("[\u4e00-\u9fff]", line)]
