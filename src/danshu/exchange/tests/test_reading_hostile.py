"""Each hostile file ends in a refusal that names the place and the remedy: within seconds, in bounded memory."""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

import pytest

from danshu.exchange.errors import FileRefused, label_of_file
from danshu.exchange.reading import opening
from danshu.exchange.reading.limits import Limits
from danshu.exchange.tests import files


def refused(path: Path, name: str = "", limits: Limits | None = None) -> FileRefused:
    """The refusal of a file, which must come fast."""
    began = time.monotonic()
    with pytest.raises(FileRefused) as caught:
        opening.inspect(path, name or path.name, limits=limits or Limits())
    assert time.monotonic() - began < 20
    assert caught.value.remedy
    assert caught.value.file in caught.value.text
    return caught.value


def test_a_cell_in_the_last_corner_is_refused_and_named(tmp_path: Path) -> None:
    path = files.raw_xlsx(
        tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>'
    )
    refusal = refused(path)
    assert (refusal.reason, refusal.sheet, refusal.cell) == ("too_large", "Sheet1", "XFD1048576")
    assert "1048576" in refusal.text


def test_a_far_cell_that_hides_from_the_scan_dies_by_the_memory_limit(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c\tt="n"\n r=\'XFD1048576\'><v>1</v></c></row>'
    refusal = refused(files.raw_xlsx(tmp_path / "a.xlsx", cells))
    assert refusal.reason in ("memory", "crashed", "too_large", "columns")


def test_a_declared_dimension_without_cells_is_harmless(tmp_path: Path) -> None:
    head = '<dimension ref="A1:XFD1048576"/>'
    path = files.raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>7</v></c></row>', head=head)
    found = opening.inspect(path, "a.xlsx")
    assert [(sheet.rows, sheet.columns) for sheet in found.sheets] == [(1, 1)]


def test_formatted_empty_cells_far_away_do_not_count(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="3"/></row><row r="1048576"><c r="XFD1048576" s="3"/></row>'
    assert opening.inspect(files.raw_xlsx(tmp_path / "a.xlsx", cells), "a.xlsx").sheets[0].rows == 1


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = files.zip_bomb(tmp_path / "bomb.xlsx")
    assert path.stat().st_size < 1 << 20
    assert refused(path).reason in ("zip_unpacked", "zip_ratio")


def test_a_directory_that_lies_about_the_size_is_found_while_unpacking(tmp_path: Path) -> None:
    path = files.zip_bomb(tmp_path / "bomb.xlsx", 60)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"sheet1.xml"))
    position = data.find(size, at)
    data[position : position + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    assert refused(path).reason in ("zip_ratio", "damaged", "no_data", "sheet_damaged")


@pytest.mark.parametrize(
    ("member", "reason"),
    [("../../etc/passwd", "zip_path"), ("/etc/passwd", "zip_path"), ("xl/workbook.xml", "zip_duplicate")],
)
def test_suspicious_members_are_refused(tmp_path: Path, member: str, reason: str) -> None:
    with pytest.warns(UserWarning, match="Duplicate") if reason == "zip_duplicate" else pytest.MonkeyPatch.context():
        path = files.raw_xlsx(tmp_path / "a.xlsx", "", extra=[(member, "x")])
    assert refused(path).reason == reason


def test_a_symbolic_link_inside_is_refused(tmp_path: Path) -> None:
    path = files.raw_xlsx(tmp_path / "a.xlsx", "")
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refused(path).reason == "zip_link"


def test_too_many_parts_are_refused_but_many_pictures_are_not(tmp_path: Path) -> None:
    many = files.raw_xlsx(tmp_path / "a.xlsx", "", extra=[(f"xl/junk{n}.xml", "x") for n in range(201)])
    assert refused(many).reason == "zip_members"
    row = '<row r="1"><c r="A1"><v>7</v></c></row>'
    pictures = files.raw_xlsx(tmp_path / "b.xlsx", row, extra=[(f"xl/media/image{n}.png", "x") for n in range(2000)])
    assert opening.inspect(pictures, "b.xlsx").sheets[0].rows == 1


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst/>'
    path = files.raw_xlsx(tmp_path / "a.xlsx", "", extra=[("xl/sharedStrings.xml", bomb)])
    assert refused(path).reason == "xml_entities"


def test_a_shared_text_used_thousands_of_times_dies_by_the_memory_limit(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}" t="s"><v>0</v></c>' for c in "ABC") + "</row>"
        for r in range(1, 1300)
    )
    path = files.raw_xlsx(tmp_path / "a.xlsx", cells, shared=f"<si><t>{'x' * 1_000_000}</t></si>")
    assert refused(path).reason in ("memory", "cell_too_long")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "foreign_html"),
        ("a.xls", b"  <html xmlns:o='urn'><table></table>", "foreign_html"),
        ("a.xlsx", b"code,name\n1,a\n", "renamed_text"),
        ("a.csv", b"%PDF-1.7 ...", "foreign_pdf"),
        ("a.xlsx", b"\x89PNG\r\n", "foreign_picture"),
        ("a.xlsx", b"MZ\x90\x00", "foreign_program"),
        ("a.xlsx", b"Rar!\x1a\x07", "foreign_archive"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "foreign_xml"),
        ("a.xls", b"{\\rtf1", "foreign_document"),
        ("a.exe", b"a,b\n", "suffix"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"code,name\n1,a\x00b\n", "nul"),
        ("a.csv", b",,,\n , ,\n", "no_data"),
        ("a.csv", b"a,b\n\xff\xfe\x81\n" + bytes(range(256)) * 4, "encoding"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)
    assert refused(path, name).reason == reason


def test_a_nul_is_named_by_its_cell(tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", "code,name\n1,a\n2,b\x00\n")
    assert refused(path).cell == "B3"


def test_a_workbook_named_csv_is_refused(tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"S": [["a"]]})
    assert refused(path, "a.csv").reason == "renamed_workbook"


def test_a_plain_archive_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("orders.csv", "a,b")
    assert refused(tmp_path / "a.xlsx").reason == "foreign_archive"


def test_a_line_of_100_mb_is_refused_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.write(b"a,b\n1,2\n")
        for _ in range(99):
            stream.write(b"x" * (1 << 20))
    assert refused(path).reason == "line_too_long"
    path.write_bytes(b"a,b\n1,2\n" + b"x" * 2_000_000 + b"\n")
    assert refused(path).reason == "unclosed_quote"


def test_a_quote_that_never_ends_names_its_row(tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", 'a,b\n1,2\n3,"x\n' + "4,5\n" * 400_000)
    refusal = refused(path)
    assert (refusal.reason, refusal.facts["row"]) == ("unclosed_quote", 3)


def test_a_broken_byte_names_its_row_when_the_encoding_was_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + "é,1\n".encode("cp1252"))
    with pytest.raises(FileRefused) as caught:
        opening.inspect(path, "a.csv", encoding="utf-8")
    assert caught.value.reason == "encoding_row"


def test_too_big_an_upload_is_refused_without_opening_it(tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", "a,b\n" * 1000)
    assert refused(path, limits=Limits(upload=1000)).reason == "too_big"


def test_a_parser_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", "a,b\n" * 2_000_000)
    assert refused(path, limits=Limits(cpu_seconds=1, rows=10**9)).reason == "time"


def test_too_many_rows_and_columns_are_refused(tmp_path: Path) -> None:
    assert refused(files.text(tmp_path / "a.csv", "a,b\n" * 30), limits=Limits(rows=20)).reason == "rows"
    assert refused(files.text(tmp_path / "b.csv", ",".join("abcdef")), limits=Limits(columns=5)).reason == "columns"
    book = files.workbook(tmp_path / "c.xlsx", {"S": [list(range(1100))]})
    assert refused(book).reason == "columns"


def test_too_many_sheets_are_refused(tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {f"S{n}": [["a"]] for n in range(4)})
    assert refused(path, limits=Limits(sheets=3)).reason == "sheets"


def test_one_bad_sheet_does_not_spoil_the_others(tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"wide": [list(range(1100))], "good": [["a"], ["b"]]})
    found = opening.inspect(path, "a.xlsx")
    assert [(sheet.name, sheet.rows, bool(sheet.refused)) for sheet in found.sheets] == [
        ("wide", 0, True),
        ("good", 2, False),
    ]


@pytest.mark.parametrize(
    ("name", "label"),
    [("../../etc/passwd.csv", "passwd.csv"), ("C:\\x\\客户.xlsx", "客户.xlsx"), ("a\x00\nb.csv", "ab.csv"), ("", "-")],
)
def test_the_name_of_a_file_is_a_label_only(name: str, label: str) -> None:
    assert label_of_file(name) == label


def test_a_name_of_10_000_characters_is_shortened() -> None:
    assert len(label_of_file("x" * 10_000 + ".xlsx")) <= 120
    assert label_of_file("x" * 10_000 + ".xlsx").endswith(".xlsx")


def test_the_child_cannot_write_files_and_stays_small(tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"S": [["a", 1]] * 1000})
    assert opening.inspect(path, "a.xlsx").peak_kb < 60 * 1024
    assert json.dumps(Limits().as_json())
