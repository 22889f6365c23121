"""Which encoding and which separator a text file has; decided over the whole file, never guessed row by row."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from typing import BinaryIO

from danshu.exchange.reading.refusal import Refusal

BLOCK = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = (",", "\t", ";", "|", "，")
# What a person may choose in the wizard.
CHOICES = ("utf-8", "gb18030", "utf-16", "big5", "cp1252")


def detect_encoding(stream: BinaryIO) -> str:
    """The encoding of the whole file. Raises Refusal when no supported one fits."""
    head = stream.read(BLOCK)
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    if guess := _utf16_without_mark(head):
        return guess
    if _decodes(stream, "utf-8"):
        return "utf-8"
    if _looks_chinese(head) and _decodes(stream, "gb18030"):
        return "gb18030"
    if not _looks_binary(head) and _decodes(stream, "cp1252"):
        return "cp1252"
    raise Refusal("encoding")


def _utf16_without_mark(head: bytes) -> str:
    sample = head[:4000]
    half = len(sample) // 2
    if half < 4:
        return ""
    low, high = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if high > 0.3 and low < 0.05:
        return "utf-16-le"
    return "utf-16-be" if low > 0.3 and high < 0.05 else ""


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        while block := stream.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(head: bytes) -> bool:
    """Most bytes above 127 stand in pairs of the common GB 2312 range; in Latin-1 text they stand alone."""
    pairs = singles = 0
    index, end = 0, min(len(head), 65_536) - 1
    while index < end:
        byte = head[index]
        if byte < 0x80:
            index += 1
            continue
        if 0xA1 <= byte <= 0xF7 and head[index + 1] >= 0xA1:
            pairs += 1
        else:
            singles += 1
        index += 2
    return pairs >= singles


def _looks_binary(head: bytes) -> bool:
    sample = head[:65_536]
    return sum(sample.count(byte) for byte in (*range(9), *range(14, 27))) > len(sample) // 50


def detect_separator(sample: str) -> str:
    """The separator that gives the most even table over the first lines; a comma for a single column."""
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        counts = _counts(sample, separator)
        if not counts:
            continue
        width, frequency = counts.most_common(1)[0]
        score = (frequency / sum(counts.values())) * min(width, 40) if width > 1 else 0.0
        if score > best_score * 1.05:
            best, best_score = separator, score
    return best


def _counts(sample: str, separator: str) -> Counter[int]:
    lines = sample.splitlines(keepends=True)[:60]
    if len(lines) > 1 and not sample.endswith(("\n", "\r")):
        lines = lines[:-1]  # the sample may end in the middle of a line
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return Counter()
    return Counter(len(row) for row in rows if any(cell.strip() for cell in row))
