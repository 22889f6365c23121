"""Every kind of notice that code sends is declared: people find it among their settings (COL-008)."""

from __future__ import annotations

import ast

import pytest

from danshu.notices.kinds import KINDS
from tests.architecture import source

SENDERS = ("notify", "_notify", "_tell", "_tell_owner")


@pytest.mark.spec("COL-008")
def test_every_kind_that_is_sent_has_a_name_and_a_group() -> None:
    sent = {
        (str(word.value), source.place(path, call))
        for path in source.python()
        for name in SENDERS
        for call in source.calls(path, name)
        for word in [*call.args, *(given.value for given in call.keywords if given.arg == "kind")]
        if isinstance(word, ast.Constant) and str(word.value).partition(".")[2]
    }
    assert len(sent) > 30
    assert sorted(pair for pair in sent if pair[0] not in KINDS) == [], "declare them in messages_declared.py"
