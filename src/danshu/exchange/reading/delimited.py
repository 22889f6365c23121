"""csv, tsv and txt in a stream: constant memory, whatever the file holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from danshu.exchange.reading.cells import encode_texts
from danshu.exchange.reading.encodings import detect_encoding, detect_separator
from danshu.exchange.reading.limits import Limits
from danshu.exchange.reading.refusal import Refusal, cell_name

SAMPLE = 1 << 16


class TextTable:
    """A text file as one sheet without a name."""

    def __init__(self, path: str, limits: Limits, encoding: str = "", separator: str = "") -> None:
        self.limits, self.stream = limits, open(path, "rb")  # noqa: SIM115 - closed with the process
        self.encoding = encoding or detect_encoding(self.stream)
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, encoding=self.encoding, newline="", errors="strict")
        self.text = text
        self.separator = separator or detect_separator(self._sample())
        csv.field_size_limit(limits.cell_characters)

    def rows(self) -> Iterator[tuple[int, str, int]]:
        """(row number, encoded row or "" for a blank one, width). Raises Refusal, naming the row."""
        number = 0
        reader = csv.reader(_lines(self.text, self.limits), delimiter=self.separator)
        while True:
            number += 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise Refusal("unclosed_quote", cell=cell_name(number, 0), row=number) from error
            except UnicodeDecodeError as error:
                raise Refusal("encoding_row", row=number, encoding=self.encoding) from error
            self._check(number, record)
            yield number, encode_texts(number, record, self.limits.cell_characters), len(record)

    def _check(self, number: int, record: list[str]) -> None:
        if number > self.limits.rows:
            raise Refusal("rows", limit=self.limits.rows)
        if len(record) > self.limits.columns and any(record[self.limits.columns :]):
            raise Refusal("columns", count=len(record), limit=self.limits.columns, row=number)

    def _sample(self) -> str:
        try:
            sample = self.text.read(SAMPLE)
            self.text.seek(0)
        except UnicodeDecodeError as error:
            raise Refusal("encoding_row", row=1, encoding=self.encoding) from error
        return sample


def _lines(text: IO[str], limits: Limits) -> Iterator[str]:
    """Lines of bounded length: an ordinary readline would take a 100 MB line into memory first."""
    number = 0
    while line := text.readline(limits.line_characters + 1):
        number += 1
        if len(line) > limits.line_characters:
            raise Refusal("line_too_long", row=number, limit=limits.line_characters)
        yield line
