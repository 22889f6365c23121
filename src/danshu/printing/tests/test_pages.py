"""Pages of documents: exact texts, our own fonts, page numbers, nothing hostile becomes markup."""

from __future__ import annotations

import io
import subprocess
from typing import Any

import pytest
from pypdf import PdfReader

from danshu.printing.barcodes import barcode_svg
from danshu.printing.documents import CENTRE, RIGHT, Column, Letterhead, Pair, Sheet, Sum, clean, digest_of
from danshu.printing.fitting import breakable
from danshu.printing.rendering import typeset

MOMENT = 1_790_000_000
NAUGHTY = (
    '#set page(width: 1pt)', '#read("/etc/passwd")', '#image("/etc/passwd")', "$ x^2 $", "*bold* _italic_ `raw`", "@ref <label>",
    "\\ backslash \\u{41}", "] [ ) (", '"quotes" \'single\'', "= heading", "// comment /* block */", "{{ template }} {% tag %}",
    "-- --- ~ ...", "Robert'); DROP TABLE--", "<script>alert(1)</script>", "%PDF-1.7 endobj",
)  # fmt: skip


def content(sheet: Sheet, language: str = "zh-hans", **imprint: str) -> dict[str, Any]:
    words = ["第 ", " 页 共 ", " 页"] if language != "en" else ["Page ", " of ", ""]
    return {
        "facts": sheet.facts(),
        "imprint": {"printed": "打印：赵六 2026-09-18 12:00　第 1 次打印", "code": "校验码 0000-1111-2222", "mark": "",
                    "page_words": words, **imprint},
        "company": {"name": "示例商贸有限公司", "lines": ["示例路 1 号"], "footer": "", "logo": ""},
        "language": language,
    }  # fmt: skip


def sheet(rows: list[list[str]], **changes: Any) -> Sheet:
    columns = [Column("序", 9, CENTRE), Column("品名"), Column("数量", 20, RIGHT), Column("金额", 28, RIGHT)]
    given: dict[str, Any] = {
        "title": "销售订单", "number": "SO-260918-0001", "pairs": [Pair("客户", "示例青禾连锁超市")], "columns": columns,
        "rows": rows, "summary": ["合计", "", "5", "225.40"], "sums": [Sum("应收合计", "¥225.40", strong=True)],
        "capitals": ["金额大写", "人民币贰佰贰拾伍元肆角整"], "signs": ["供方（盖章）：", "需方（盖章）："],
    }  # fmt: skip
    return Sheet(**{**given, **changes})


def pages(made: Sheet, **options: Any) -> list[str]:
    return [page.extract_text() for page in reader(made, **options).pages]


def reader(made: Sheet, **options: Any) -> PdfReader:
    return PdfReader(io.BytesIO(typeset(content(made, **options), logo=None, moment=MOMENT)))


def fonts(found: PdfReader) -> dict[str, bool]:
    """Name of each font -> whether its file lies in the document."""
    known = {}
    for page in found.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()
            for descendant in inner.get("/DescendantFonts", [inner]):
                descriptor = descendant.get_object()["/FontDescriptor"].get_object()
                known[str(inner["/BaseFont"])] = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
    return known


@pytest.mark.spec("DOC-001", "QTC-007")
def test_a_document_shows_its_texts_exactly_in_an_embedded_chinese_font() -> None:
    found = reader(sheet([["1", "泡沫洗手液 500 ml", "2", "85.00"], ["2", "抽取式面巾纸", "3", "140.40"]]))
    text = found.pages[0].extract_text()
    for expected in ("SO-260918-0001", "示例青禾连锁超市", "泡沫洗手液 500 ml", "85.00", "140.40", "225.40", "¥225.40",
                     "人民币贰佰贰拾伍元肆角整", "第 1 页 共 1 页", "校验码 0000-1111-2222"):  # fmt: skip
        assert expected in text
    known = fonts(found)
    assert known
    assert all("NotoSansSC" in name and embedded for name, embedded in known.items()), known


def test_the_same_content_gives_the_same_bytes() -> None:
    made = content(sheet([["1", "甲", "2", "85.00"]]))
    assert typeset(made, logo=None, moment=MOMENT) == typeset(made, logo=None, moment=MOMENT)


@pytest.mark.spec("DOC-001")
def test_a_hundred_lines_flow_over_pages_with_head_and_numbers_on_each() -> None:
    rows = [[str(n), f"商品第 {n} 号", "1", f"{n}.00"] for n in range(1, 101)]
    found = pages(sheet(rows))
    assert len(found) == 3
    for number, text in enumerate(found, 1):
        assert f"第 {number} 页 共 3 页" in text
        assert "品名" in text, "the head of the table repeats"
        assert "SO-260918-0001" in text
    whole = "\n".join(found)
    assert all(f"商品第 {n} 号 1 {n}.00" in whole for n in range(1, 101)), "every line stands complete on one page"
    assert found[0].count("人民币") == found[1].count("人民币") == 0
    assert "人民币贰佰贰拾伍元肆角整" in found[2]


@pytest.mark.spec("SEC-V1")
@pytest.mark.parametrize("text", NAUGHTY)
def test_hostile_text_stays_text(text: str) -> None:
    found = reader(sheet([["1", text, "2", "85.00"]], pairs=[Pair("客户", text)], notes=[text], title="单据"))
    shown = " ".join(found.pages[0].extract_text().replace("\u200b", "").split())
    assert shown.replace(" ", "").count(text.replace(" ", "")) == 3
    assert "root:" not in shown
    assert float(found.pages[0].mediabox.width) == pytest.approx(595.28, abs=0.1)


def test_characters_without_a_glyph_do_not_stop_a_document() -> None:
    assert "85.00" in pages(sheet([["1", "𠮷野家 😀 שלום", "2", "85.00"]]))[0]


def test_invisible_characters_and_marks_of_direction_are_left_out() -> None:
    assert clean({"a": ["收\u202e货\x00\x07人\u200b", "一\r\n二"]}) == {"a": ["收货人", "一\n二"]}


@pytest.mark.parametrize("text", ["W" * 200, "9" * 200, "https://www.example.com/" + "a" * 150, "商" * 300])
def test_long_texts_stay_inside_their_column(text: str) -> None:
    found = reader(sheet([["1", text, "2", "85.00"]], pairs=[]))
    shown = found.pages[0].extract_text()
    assert shown.replace("\n", "").replace("\u200b", "").count(text) == 1, "nothing is cut off"
    assert max(len(part.replace("\u200b", "")) for part in shown.splitlines()) < len(text), "it was broken into lines"


def test_words_that_fit_are_not_touched() -> None:
    assert breakable("SF1400260001234 泡沫洗手液", 40) == "SF1400260001234 泡沫洗手液"
    assert breakable("W" * 20, 20) == "\u200b".join(("WWWWWW", "WWWWWW", "WWWWWW", "WW"))


def test_the_english_form_counts_pages_in_english() -> None:
    assert "Page 1 of 1" in pages(sheet([["1", "Soap", "2", "85.00"]], capitals=[]), language="en")[0]


def test_a_document_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        typeset(content(sheet([])), logo=None, moment=MOMENT, seconds=0.01)


def test_a_watermark_and_the_mark_of_a_reprint_stand_on_the_page() -> None:
    text = "".join(
        page.extract_text()
        for page in PdfReader(
            io.BytesIO(typeset(content(sheet([], watermark="未审核"), mark="补打 · 第 2 份"), logo=None, moment=MOMENT))
        ).pages
    )
    assert "未审核" in text
    assert "补打 · 第 2 份" in text


def test_bar_codes_exist_for_numbers_that_scanners_can_read() -> None:
    assert barcode_svg("SO-260918-0001").startswith("<svg")
    assert [barcode_svg(text) for text in ("", "单据一", "A" * 31)] == ["", "", ""]


def test_the_digest_depends_on_content_only() -> None:
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1}) != digest_of({"a": 1, "b": [3]})


def test_a_letterhead_has_no_seal() -> None:
    assert not hasattr(Letterhead(name="甲"), "seal")
