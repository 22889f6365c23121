"""The way of looking at pages finds what is wrong with them: a page of faults for each look (COM-019)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.testing.looks import looks, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.spec("COM-019")]

PAGE = """<!doctype html><html lang="zh-CN"><head><title>页</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>
@media (prefers-color-scheme: dark) {{ body {{ background: #000 }} p {{ color: #333 }} }}</style></head>
<body><main><h1>页</h1>{}</main></body></html>"""
SOUND = "<p style='color: #767676'>Text</p>"  # readable on white and on black
FAULTS = {
    "light": ("<input type='text'>", "label: "),
    "dark": ("<p>Text</p>", "color-contrast: "),
    "phone": ("".join(f"<a href='#{n}' style='display:inline-block;width:9px;height:9px'>{n}</a>" for n in "12"), "target-size: "),
    "english": ("<p>还没有翻译</p>", "chinese: 还没有翻译"),
}  # fmt: skip


@looks(*FAULTS)
def test_a_fault_is_found_in_the_look_that_shows_it(browser_page: Any, axe_source: str, look: str) -> None:
    page, (faulty, expected) = browser_page, FAULTS[look]
    page.set_content(PAGE.format(faulty))
    found = problems_of(page, look, axe_source, data="页")
    assert [text for text in found if text.startswith(expected)], found


@looks("screens")
def test_each_screen_shows_its_own_faults_of_one_loaded_page(browser_page: Any, axe_source: str, look: str) -> None:
    faults = {screen: FAULTS[screen] for screen in ("light", "dark", "phone")}
    browser_page.set_content(PAGE.format("".join(faulty for faulty, _expected in faults.values())))

    found = problems_of(browser_page, look, axe_source)

    for screen, (_faulty, expected) in faults.items():
        assert [text for text in found if text.startswith(f"{screen}: {expected}")], (screen, found)
    assert browser_page.evaluate("[innerWidth, matchMedia('(pointer: coarse)').matches]") == [1440, False]


@looks("screens", "light", "phone", "english")
def test_a_sound_page_passes(browser_page: Any, axe_source: str, look: str) -> None:
    browser_page.set_content(PAGE.format(SOUND))
    assert problems_of(browser_page, look, axe_source, data="页") == []


@looks("phone")
def test_a_page_wider_than_the_screen_is_named(browser_page: Any, axe_source: str, look: str) -> None:
    browser_page.set_content(PAGE.format("<div style='width:900px'>Text</div>"))
    found = problems_of(browser_page, look, axe_source)
    assert any(text.startswith("scrolls sideways by ") for text in found), found
