"""The parent's side: starts the limited child, streams its lines, turns its end into rows or FileRefused."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import danshu
from danshu.exchange.errors import FileRefused
from danshu.exchange.reading.limits import DEFAULT, Limits

log = logging.getLogger(__name__)
ROOT = str(Path(danshu.__file__).resolve().parent.parent)
START = "import sys; sys.path.insert(0, sys.argv[1]); from danshu.exchange.reading.child import main; main()"
BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the file has it: number in the sheet, kind letters and texts of its cells (see `cells`)."""

    number: int
    kinds: str
    texts: list[str]

    @classmethod
    def parse(cls, line: str) -> RawRow:
        """The inverse of `cells.encode_row`."""
        number, kinds, texts = line.rstrip("\n").split("\t", 2)
        return cls(int(number), kinds, json.loads(texts))


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One sheet: its place, name, filled rows, and its first rows. `refused` says why it cannot be used."""

    index: int
    name: str
    hidden: bool
    rows: int
    blank_rows: int
    columns: int
    preview: list[RawRow]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    refused: FileRefused | None = None


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a file holds. `encoding` and `separator` are set for text files."""

    kind: str
    encoding: str
    separator: str
    sheets: list[SheetInfo]
    peak_kb: int


def inspect(path: Path, name: str, *, encoding: str = "", separator: str = "", limits: Limits = DEFAULT) -> FileInfo:
    """Look at a file: its sheets, their sizes and first rows.

    name: what the person calls it (its extension is compared with the content). Raises FileRefused, also when no
    sheet has any data.
    """
    _check_size(path, name, limits)
    order = {"act": "inspect", "path": str(path.absolute()), "name": name, "encoding": encoding, "separator": separator}
    answer = json.loads("".join(_Child(order, name, limits).lines()))
    sheets = [_sheet(raw, name) for raw in answer["sheets"]]
    usable = [sheet for sheet in sheets if sheet.rows]
    if not usable:
        raise next((s.refused for s in sheets if s.refused), FileRefused("no_data", file=name))
    return FileInfo(answer["kind"], answer["encoding"], answer["separator"], sheets, answer["peak_kb"])


def stream(
    path: Path,
    name: str,
    *,
    sheet: int = 0,
    encoding: str = "",
    separator: str = "",
    limits: Limits = DEFAULT,
) -> Iterator[str]:
    """The filled rows of one sheet as encoded lines (RawRow.parse reads one), one after the other.

    Raises FileRefused, possibly after rows have come: the caller stages them in a transaction.
    """
    _check_size(path, name, limits)
    order = {
        "act": "rows",
        "path": str(path.absolute()),
        "name": name,
        "sheet": sheet,
        "encoding": encoding,
        "separator": separator,
    }
    return _Child(order, name, limits).lines()


def _check_size(path: Path, name: str, limits: Limits) -> None:
    size = path.stat().st_size
    if size > limits.upload:
        raise FileRefused("too_big", file=name, size=size >> 20, limit=limits.upload >> 20)


def _sheet(raw: dict[str, Any], file: str) -> SheetInfo:
    refused = raw.get("refused")
    return SheetInfo(
        index=raw["index"],
        name=raw["name"],
        hidden=raw["hidden"],
        rows=raw["rows"],
        blank_rows=raw["blank"],
        columns=raw["columns"],
        preview=[RawRow.parse(line) for line in raw["preview"]],
        merged=[tuple(merged) for merged in raw["merged"]],
        refused=_refusal(refused, file, raw["name"]) if refused else None,
    )


def _refusal(raw: dict[str, Any], file: str, sheet: str = "") -> FileRefused:
    return FileRefused(raw["reason"], file=file, sheet=raw["sheet"] or sheet, cell=raw["cell"], **raw["facts"])


class _Child:
    """One run of the child process."""

    def __init__(self, order: dict[str, Any], file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.command = [sys.executable, "-I", "-c", START, ROOT, json.dumps(order | {"limits": limits.as_json()})]
        self.peak_kb = 0

    def lines(self) -> Iterator[str]:
        """Row lines, or the one answer line; raises FileRefused for a refusal or a death."""
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            )
            try:
                yield from self._read(process)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                process.wait()
                if process.stdout:
                    process.stdout.close()
                self._note(errors)

    def _read(self, process: subprocess.Popen[bytes]) -> Iterator[str]:
        """Lines until the last one, which is a JSON object; its absence means that the child died."""
        ended = False
        for line in self._split(process):
            if line[0] != "{":
                yield line
                continue
            message = json.loads(line)
            ended = True
            if "refused" in message:
                raise _refusal(message["refused"], self.file)
            if "sheets" in message:
                yield line
        if not ended:
            raise self._death(process)

    def _split(self, process: subprocess.Popen[bytes]) -> Iterator[str]:
        descriptor, rest = cast(IO[bytes], process.stdout).fileno(), b""
        while True:
            ready, _, _ = select.select([descriptor], [], [], self.limits.silence_seconds)
            if not ready:
                raise FileRefused("time", file=self.file)
            block = os.read(descriptor, BLOCK)
            if not block:
                return
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                yield line.decode()

    def _death(self, process: subprocess.Popen[bytes]) -> FileRefused:
        code = process.wait()
        if code == -signal.SIGXCPU or code == -signal.SIGKILL:
            return FileRefused("time", file=self.file)
        if code == -signal.SIGABRT:  # the allocator of the parser aborts when memory runs out
            return FileRefused("memory", file=self.file)
        return FileRefused("crashed", file=self.file)

    def _note(self, errors: IO[bytes]) -> None:
        errors.seek(0)
        if text := errors.read(2000).decode("utf-8", "replace").strip():
            log.info("file refused by its parser", extra={"file": self.file, "parser": text})
