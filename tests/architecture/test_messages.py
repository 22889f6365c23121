"""Every text is there in both languages (the source is Chinese, the translation English)."""

from __future__ import annotations

import re

import pytest

from danshu.testing import messages
from tests.architecture import source


@pytest.mark.parametrize("module", messages.modules())
def test_every_text_has_an_english_translation(module: str) -> None:
    problems = messages.problems(module)
    assert not problems, "run `make messages`, then translate:\n" + "\n".join(problems)


@pytest.mark.parametrize("module", messages.modules())
def test_english_texts_are_english(module: str) -> None:
    chinese = [
        entry.id for entry in messages.read(module) if entry.id and re.search("[\u4e00-\u9fff]", str(entry.string))
    ]
    assert [text for text in chinese if text not in ("简体中文", "中文", "单枢")] == []


def test_one_text_has_one_english_in_all_modules() -> None:
    """Django merges the modules' texts into one; where two differ, one of them wins on every page."""
    english: dict[messages.Key, dict[object, list[str]]] = {}
    for module in messages.modules():
        for entry in messages.read(module):
            if entry.id:
                text = entry.id if isinstance(entry.id, str) else entry.id[0]
                shown = entry.string if isinstance(entry.string, str) else tuple(entry.string)
                english.setdefault((text, entry.context), {}).setdefault(shown, []).append(module)

    differing = {key: found for key, found in english.items() if len(found) > 1}

    assert not differing, "choose one English text, or tell the meanings apart by a context:\n" + "\n".join(
        f"{key}: {found}" for key, found in differing.items()
    )


def test_templates_have_no_chinese_that_nobody_can_translate() -> None:
    templates = [path for path in source.files() if path.suffix == ".html" and path.is_relative_to(source.PACKAGE)]
    bare = {str(path.relative_to(source.ROOT)): lines for path in templates if (lines := messages.bare_chinese(path))}
    assert not bare


JOINTS = re.compile(r"""["'][、，；：]["']\.join\(""")


def test_parts_are_joined_by_the_marks_of_the_language() -> None:
    """A Chinese comma between English words: kit.words joins in both languages, templates translate their marks."""
    joined = [
        f"{path.relative_to(source.ROOT)}:{number}"
        for path in source.files()
        if path.suffix == ".py" and path.is_relative_to(source.PACKAGE) and "tests" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if JOINTS.search(line)
    ]
    marked = [
        str(path.relative_to(source.ROOT))
        for path in source.files()
        if path.suffix == ".html" and path.is_relative_to(source.PACKAGE)
        if re.search(
            "[、，；：（）。]", messages.TAG.sub("", messages.BLOCK.sub("", messages.COMMENT.sub("", path.read_text())))
        )
    ]

    assert (joined, marked) == ([], [])


def test_all_ways_to_mark_a_text_in_a_template_are_found() -> None:
    template = """{# {% translate "注释" %} #}
        {% translate "保存" %}{% trans '取消' context "按钮" as word %}
        {% blocktranslate with name=user.name %}你好 {{ name }}，100%{% endblocktranslate %}
        {% blocktranslate count n=total trimmed %}
            一条
        {% plural %}
            {{ n }} 条
        {% endblocktranslate %}
        {% button label=_("提交") %}{{ _("标题")|upper }}"""

    found = {key for _, key in messages.template_texts(template)}

    assert found == {
        ("保存", None),
        ("取消", "按钮"),
        ("你好 %(name)s，100%%", None),
        (("一条", "%(n)s 条"), None),
        ("提交", None),
        ("标题", None),
    }


def test_counted_texts_need_an_english_form_for_one_and_for_many() -> None:
    source_text = """done(with_count("已通过 %(count)s 单"), counter_word("orders", "单"))"""

    found = {key for _, key in messages._python(source_text)}

    assert found == {(("已通过 %(count)s 单", "已通过 %(count)s 单"), None), (("单", "单"), "orders")}
