"""The process that typesets one document: `typesetting.py FOLDER FONTS MOMENT LOGO BARCODE`, PDF on standard output.

Runs alone (nothing of Danshu, no database, no secrets) and gives up by itself at its limits.
"""

import resource
import sys
from typing import Any, Final

import typst

CPU_SECONDS = 30
MEMORY = 4 << 30  # address space, not memory in use: fonts are mapped
STANDARD: Final = "a-2b"


def main() -> None:
    """Compile; a character that the font lacks is an error of PDF/A, then it becomes plain PDF."""
    folder, fonts, moment, logo, barcode = sys.argv[1:6]
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    arguments: dict[str, Any] = {
        "root": folder, "font_paths": [fonts], "ignore_system_fonts": True, "timestamp": int(moment),
        "sys_inputs": {"logo": logo, "barcode": barcode},
    }  # fmt: skip
    source = f"{folder}/business.typ"
    pages: Any
    try:
        pages = typst.compile(source, pdf_standards=STANDARD, **arguments)
    except typst.TypstError:
        pages = typst.compile(source, **arguments)
    sys.stdout.buffer.write(pages)


if __name__ == "__main__":
    main()
