"""MSG-5: every refusal says in both languages what happened and what to do; codes are unique."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from danshu.entry import api, middleware
from danshu.kit.errors import DomainError
from tests.architecture import source

# Refusals whose message itself asks for what is missing ("select at least one").
WITHOUT_WAY_OUT = frozenset({"nothing_selected"})
# One refusal for programs, told in two places with words of their own.
SHARED = {"nothing_selected", "stock_short"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LOADED = (api, middleware)


def refusals(base: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """All kinds of refusal of the product."""
    for found in base.__subclasses__():
        if found.__module__.startswith("danshu.") and ".tests." not in found.__module__:
            yield found
        yield from refusals(found)


@pytest.mark.spec("MSG-1", "MSG-5")
@pytest.mark.parametrize("refusal", sorted(set(refusals()), key=lambda r: r.__qualname__), ids=lambda r: r.__qualname__)
def test_a_refusal_speaks_both_languages_and_names_a_way_out(refusal: type[DomainError]) -> None:
    texts = {"message": refusal.message, "way out": refusal.way_out}
    if refusal.code in WITHOUT_WAY_OUT:
        del texts["way out"]
    for name, text in texts.items():
        with translation.override("zh-hans"):
            chinese = str(text)
        with translation.override("en"):
            english = str(text)
        assert chinese, f"{refusal.__qualname__} has no {name}"
        assert CHINESE.search(chinese) or chinese.startswith("%("), f"{name} in Chinese: {chinese}"
        assert not CHINESE.search(english), f"{name} in English: {english}"


@pytest.mark.spec("MSG-2")
def test_refusals_have_codes_and_statuses_of_their_own() -> None:
    owners: dict[str, set[str]] = {}
    for refusal in set(refusals()):
        assert 400 <= refusal.status < 500 or refusal.status == 503, refusal
        owners.setdefault(refusal.code, set()).add(refusal.__qualname__)
    assert {code: names for code, names in owners.items() if len(names) > 1 and code not in SHARED} == {}


SLOW_OR_FOREIGN = {
    "requests", "httpx", "http.client", "urllib.request", "urllib3", "smtplib", "socket", "subprocess", "typst",
    "django.core.mail", "django.contrib.auth.hashers", "time",
}  # fmt: skip
# Hashes passwords for the edge, before any transaction begins; operations take what is prepared.
EXCUSED = {"passwords.py"}


@pytest.mark.spec("CC-10")
def test_nothing_slow_or_foreign_is_called_where_a_transaction_is_open() -> None:
    import ast

    wrong = []
    for path in source.python():
        if not _inside_transactions(path) or path.name in EXCUSED:
            continue
        for node in ast.walk(source.tree(path)):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            wrong += [f"{source.place(path, node)} {name}" for name in names if name in SLOW_OR_FOREIGN]
    assert wrong == []


def _inside_transactions(path: Path) -> bool:
    parts = path.relative_to(source.PACKAGE).parts
    return "operations" in parts or "rules" in parts or parts[-1] in ("rules.py", "handlers.py", "lifecycle.py")
