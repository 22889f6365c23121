"""Parts of a detail page."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from danshu.ui.detail import Action, arrange

PLAIN = [Action(label=str(n), url="/") for n in range(4)]
APPROVE = Action(label="通过", url="/", tone="primary")
VOID = Action(label="作废", url="/", tone="danger", method="dialog")
COPY = Action(label="复制", url="/", menu=True)


def labels(actions):
    return [str(action.label) for action in actions]


def test_the_filled_button_comes_after_the_others_and_the_irreversible_one_last():
    visible, more = arrange([VOID, APPROVE, PLAIN[0], COPY])

    assert labels(visible) == ["0", "通过", "作废"]
    assert labels(more) == ["复制"]


def test_at_most_four_are_visible_the_rest_goes_into_the_menu_irreversible_last():
    visible, more = arrange([VOID, *PLAIN, APPROVE, COPY])

    assert labels(visible) == ["0", "1", "2", "通过"]
    assert labels(more) == ["3", "作废", "复制"]


def test_what_is_not_possible_now_is_disabled_with_the_reason_in_words():
    page = render_to_string("ui/parts/action.html", {"action": Action(label="发货", reason="先审核才能发货")})

    assert "disabled" in page
    assert "先审核才能发货" in page


@pytest.mark.parametrize("method", ["get", "post", "dialog"])
def test_texts_are_escaped(method):
    page = render_to_string("ui/parts/action.html", {"action": Action(label="<b>", url="/?a=1&b=2", method=method)})

    assert "&lt;b&gt;" in page
    assert "/?a=1&amp;b=2" in page
