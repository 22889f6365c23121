"""File names as labels: readable, short, unable to pretend (COM-016, ASVS V5)."""

from __future__ import annotations

import unicodedata

LONGEST = 150
LONGEST_BYTES = 240  # file systems take 255
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
FORBIDDEN = '<>:"|?*'

# What systems run when somebody double-clicks it.
PROGRAMS = frozenset({
    "app", "apk", "appref-ms", "appx", "bat", "bash", "chm", "cmd", "com", "cpl", "dll", "dmg", "elf", "exe",
    "gadget", "hta", "htm", "html", "inf", "ins", "iso", "jar", "jnlp", "js", "jse", "lnk", "mjs", "mht", "mhtml",
    "msc", "msi", "msix", "msp", "mst", "php", "pif", "pl", "pkg", "ps1", "psm1", "py", "pyw", "rb", "reg", "scf",
    "scr", "sct", "sh", "shb", "sys", "svg", "svgz", "swf", "url", "vb", "vbe", "vbs", "vhd", "wsc", "wsf", "wsh",
    "xht", "xhtml", "xll", "xml", "xsl", "xlsm", "xlam", "xltm", "docm", "dotm", "pptm",
})  # fmt: skip
# In the middle of a name only those that hardly belong there: "www.example.com.pdf" is a name.
INNER = PROGRAMS - {"com", "app", "sys", "url", "inf", "ins", "py", "js", "sh", "pl", "rb", "xml", "php", "reg", "html"}


def plain_name(name: str) -> str:
    """The browser's name without folders, hidden and direction-changing characters; "" when nothing is left."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in bare if unicodedata.category(c) not in HIDDEN)
    clean = "".join("_" if c in FORBIDDEN else c for c in seen)
    return " ".join(clean.split()).strip(" .")


def suffixes(name: str) -> list[str]:
    """The extensions of a name in lower case, the last one last; full-width letters count as plain ones."""
    parts = unicodedata.normalize("NFKC", name).lower().split(".")
    return [part.strip() for part in parts[1:]]


def program_suffix(name: str) -> str:
    """The extension by which a name says that it is a program, "" for none."""
    found = suffixes(name)
    if found and found[-1] in PROGRAMS:
        return found[-1]
    return next((part for part in found[:-1] if part in INNER), "")


def with_suffix(name: str, suffix: str) -> str:
    """The name with its true extension, cut to what columns and file systems take."""
    stem = name.rpartition(".")[0] if "." in name else name
    stem = stem.strip(" .") or "file"
    room, room_bytes = LONGEST - len(suffix) - 1, LONGEST_BYTES - len(suffix) - 1
    if len(stem) > room or len(stem.encode()) > room_bytes:
        stem = stem[: room - 1]
        while len(stem.encode()) > room_bytes - 3:
            stem = stem[:-1]
        stem += "…"
    return f"{stem}.{suffix}"
