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


def test_templates_have_no_chinese_that_nobody_can_translate() -> None:
    templates = [path for path in source.files() if path.suffix == ".html" and path.is_relative_to(source.PACKAGE)]
    bare = {str(path.relative_to(source.ROOT)): lines for path in templates if (lines := messages.bare_chinese(path))}
    assert not bare


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
